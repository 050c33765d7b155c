"""The table that the stock importer fills."""

from django.db import models


class Person(models.Model):
    """The table that the stock importer fills: one text column per column of the file."""

    number = models.TextField(unique=True)
    given_name = models.TextField()
    family_name = models.TextField()
    email = models.TextField(db_index=True)
    phone = models.TextField()
    address = models.TextField()
    postal_code = models.TextField()
    town = models.TextField()
    country = models.TextField()
    born = models.TextField()
    gender = models.TextField()
    interests = models.TextField()
    job = models.TextField()
    industry = models.TextField()
    since = models.TextField()

    class Meta:
        app_label = "benchmarks"
        db_table = "benchmarks_person"

    def __str__(self) -> str:
        return self.number
