"""Whom a query reaches: rows of a query's own making, never of a table."""

from django.db import models

from profiles.models import ContactPoint, Customer


class ReachedPoint(models.Model):
    """One customer who may be contacted now, where and why.

    It reads what `consents.selectors.reached_points` names so in a WITH clause; there is no such table.
    """

    customer = models.OneToOneField(
        Customer, primary_key=True, on_delete=models.DO_NOTHING, related_name="+"
    )
    point = models.ForeignKey(ContactPoint, on_delete=models.DO_NOTHING, related_name="+")
    basis = models.CharField(max_length=20)

    class Meta:
        managed = False
        db_table = "reached_point"
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.customer_id)
