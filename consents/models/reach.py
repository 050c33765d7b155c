"""Whom a query reaches: rows of a query's own making, never of a table."""

from django.db import models

from profiles.models import ContactPoint, Customer


class AskedPoint(models.Model):
    """One working contact point of somebody about whom it is asked whether they may be contacted.

    It reads what `consents.selectors.reached_points` names so in a WITH clause; there is no such table.
    """

    customer = models.ForeignKey(Customer, on_delete=models.DO_NOTHING, related_name="+")
    kind = models.CharField(max_length=8)
    normalised = models.CharField(max_length=500)
    is_preferred = models.BooleanField()
    given_at_sale = models.BooleanField()

    class Meta:
        managed = False
        db_table = "asked_point"
        default_permissions = ()

    def __str__(self) -> str:
        return self.normalised


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
