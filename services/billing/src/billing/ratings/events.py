"""What ratings announce."""

from typing import ClassVar

from shared.messaging.events import Fact
from shared.money import Money


class OrderRated(Fact):
    """An order has a fee and a discount, or other ones than before; `id` is the order's.

    Amounts before VAT. `cluster_share` and `provider_share` add up to `discount`.
    """

    type: ClassVar[str] = "avt.billing.order.rated.v1"

    fee: Money
    discount: Money
    cluster_share: Money
    provider_share: Money
