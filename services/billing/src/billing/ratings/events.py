"""What ratings announce."""

from typing import ClassVar, Final
from uuid import UUID

from shared.messaging.events import Fact
from shared.money import Money


class OrderPriced(Fact):
    """An order has a fee and a discount, or other ones than before; `id` is the order's.

    Amounts before VAT. `cluster_share` and `provider_share` add up to `discount`.
    """

    type: ClassVar[str] = "avt.billing.order.priced.v1"

    fee: Money
    discount: Money
    cluster_share: Money
    provider_share: Money


EXAMPLES: Final = (
    OrderPriced(
        id=UUID("019b0000-0000-7000-8000-000000000001"),
        version=1,
        fee=Money.of(7_200),
        discount=Money.of(12_000),
        cluster_share=Money.of(4_800),
        provider_share=Money.of(7_200),
    ),
)
