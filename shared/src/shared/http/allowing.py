"""Which methods a path has: said once, for OPTIONS and for the Allow header of a 405."""

from collections.abc import Sequence

from fastapi.routing import iter_route_contexts
from starlette.routing import BaseRoute, compile_path

_IMPLIED = {"GET": {"HEAD"}}
"""Every path has OPTIONS, and HEAD where it has GET."""


def allowed_methods(routes: Sequence[BaseRoute], path: str) -> list[str]:
    """The methods of what is served at `path`, sorted; empty where nothing is.

    Where several templates fit, the path is that with the fewest parameters: `/keys/exchange` is
    not a key with an odd id.
    """
    methods: dict[str, set[str]] = {}
    for route in iter_route_contexts(routes):
        template = route.path
        if template is not None and route.methods and compile_path(template)[0].match(path):
            methods.setdefault(template, set()).update(route.methods)
    if not methods:
        return []
    own = methods[min(methods, key=lambda template: template.count("{"))]
    implied = {more for method in own for more in _IMPLIED.get(method, ())}
    return sorted(own | implied | {"OPTIONS"})
