"""The web shop's exports, as Shopify writes them: its customers, and its orders with a row for each line."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from files.demo.doings import Order
from files.demo.people import NO_AFTER_YES, Person
from files.demo.spelling import typed_email, typed_name

CUSTOMERS, ORDERS = "customers_export.csv", "orders_export.csv"
CUSTOMER_HEADER = [
    "Customer ID",
    "First Name",
    "Last Name",
    "Email",
    "Accepts Email Marketing",
    "Default Address Company",
    "Default Address Address1",
    "Default Address Address2",
    "Default Address City",
    "Default Address Province Code",
    "Default Address Country Code",
    "Default Address Zip",
    "Default Address Phone",
    "Phone",
    "Accepts SMS Marketing",
    "Total Spent",
    "Total Orders",
    "Note",
    "Tax Exempt",
    "Tags",
]
ORDER_HEADER = [
    "Name",
    "Email",
    "Financial Status",
    "Paid at",
    "Fulfillment Status",
    "Fulfilled at",
    "Accepts Marketing",
    "Currency",
    "Subtotal",
    "Shipping",
    "Taxes",
    "Total",
    "Discount Code",
    "Discount Amount",
    "Shipping Method",
    "Created at",
    "Lineitem quantity",
    "Lineitem name",
    "Lineitem price",
    "Lineitem compare at price",
    "Lineitem sku",
    "Lineitem requires shipping",
    "Lineitem taxable",
    "Lineitem fulfillment status",
    "Billing Name",
    "Billing Street",
    "Billing Address1",
    "Billing Address2",
    "Billing Company",
    "Billing City",
    "Billing Zip",
    "Billing Province",
    "Billing Country",
    "Billing Phone",
    "Shipping Name",
    "Shipping Street",
    "Shipping Address1",
    "Shipping Address2",
    "Shipping Company",
    "Shipping City",
    "Shipping Zip",
    "Shipping Province",
    "Shipping Country",
    "Shipping Phone",
    "Notes",
    "Note Attributes",
    "Cancelled at",
    "Payment Method",
    "Payment Reference",
    "Refunded Amount",
    "Vendor",
    "Outstanding Balance",
    "Employee",
    "Location",
    "Device ID",
    "Id",
    "Tags",
    "Risk Level",
    "Source",
    "Lineitem discount",
    "Tax 1 Name",
    "Tax 1 Value",
    "Tax 2 Name",
    "Tax 2 Value",
    "Tax 3 Name",
    "Tax 3 Value",
    "Tax 4 Name",
    "Tax 4 Value",
    "Tax 5 Name",
    "Tax 5 Value",
    "Phone",
    "Receipt Number",
    "Duties",
    "Billing Province Name",
    "Shipping Province Name",
    "Payment ID",
    "Payment Terms Name",
    "Next Payment Due At",
    "Payment References",
]
# Somebody pays at the till and leaves no address: nobody can tell whose purchase it is.
WALK_IN_EVERY, WALK_IN_AT = 100, 50

_ZONE = ZoneInfo("Europe/Oslo")
_VAT = 0.2  # of a price that holds 25 per cent of tax
_LOYAL_ORDERS = 8

Cells = dict[str, str]


def customer_row(person: Person, orders: list[Order]) -> Cells:
    """Return the person's row; numbers begin with the apostrophe that keeps spreadsheets from counting them."""
    chance, home = person.chance, person.moved_to or person.home
    has_phone = chance.of(0.55)
    return {
        "Customer ID": f"'{6_500_000_000_000 + person.nth}",
        "First Name": typed_name(person.given, chance),
        "Last Name": typed_name(person.family, chance),
        "Email": typed_email(person.email, chance),
        "Accepts Email Marketing": _accepts(person),
        "Default Address Address1": home.street,
        "Default Address City": home.town,
        "Default Address Country Code": person.country,
        "Default Address Zip": f"'{home.postal_code}",
        "Phone": f"'{person.phone}" if has_phone else "",
        "Accepts SMS Marketing": "",
        "Total Spent": f"{sum(order.total for order in orders)}.00",
        "Total Orders": str(len(orders)),
        "Tax Exempt": "no",
        "Tags": ", ".join(tags_of(orders)),
    }


def order_rows(person: Person, orders: list[Order], today: date) -> Iterator[Cells]:
    """Yield a row for each line; what the whole order says stands on its first."""
    for number, order in enumerate(orders):
        name = f"#{1_000 + person.nth}-{number + 1}"
        yield from _order_rows(name, person.email, person, order)
    if person.nth % WALK_IN_EVERY == WALK_IN_AT:
        yield _walk_in(f"#{1_000 + person.nth}-T", today)


def tags_of(orders: list[Order]) -> list[str]:
    """Return what the shop's own rules tag a customer with: what they bought most, and whether they are loyal."""
    bought = Counter(line.tag for order in orders for line in order.lines)
    tags = [tag for tag, _count in bought.most_common(3)]
    return [*tags, "loyal"] if len(orders) >= _LOYAL_ORDERS else tags


def _accepts(person: Person) -> str:
    """Return what the shop says of mail: a yes without proof, for some against what the newsletter tool knows."""
    if person.in_newsletter:
        return "yes" if person.planted == NO_AFTER_YES or not person.is_unsubscribed else ""
    return person.chance.pick({"yes": 45, "no": 15, "": 40})


def _order_rows(name: str, email: str, person: Person, order: Order) -> Iterator[Cells]:
    created = _stamp(order.at)
    whole: Cells = {
        "Email": email,
        "Financial Status": "paid",
        "Paid at": created,
        "Fulfillment Status": "fulfilled",
        "Fulfilled at": _stamp(order.at + timedelta(days=2)),
        "Currency": "NOK",
        "Subtotal": f"{order.total}.00",
        "Shipping": "0.00",
        "Taxes": f"{order.total * _VAT:.2f}",
        "Total": f"{order.total}.00",
        "Discount Code": order.discount_code,
        "Billing Name": f"{person.given} {person.family}",
        "Billing Country": person.country,
        "Source": order.channel,
    }
    for at, line in enumerate(order.lines):
        yield {
            "Name": name,
            **(whole if at == 0 else {}),
            "Created at": created,
            "Lineitem quantity": str(line.quantity),
            "Lineitem name": line.product,
            "Lineitem price": f"{line.price}.00",
            "Lineitem sku": line.sku,
            "Vendor": "Fjell & Fjord",
        }


def _walk_in(name: str, today: date) -> Cells:
    at = _stamp(datetime(today.year, today.month, today.day, 12) - timedelta(days=30))  # noqa: DTZ001
    return {
        "Name": name,
        "Financial Status": "paid",
        "Paid at": at,
        "Currency": "NOK",
        "Total": "199.00",
        "Created at": at,
        "Lineitem quantity": "1",
        "Lineitem name": "Ragg wool socks - M",
        "Lineitem price": "199.00",
        "Source": "pos",
    }


def _stamp(at: datetime) -> str:
    return f"{at.replace(tzinfo=_ZONE):%Y-%m-%d %H:%M:%S %z}"
