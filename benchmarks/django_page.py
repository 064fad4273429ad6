"""Be the list of placements in Django, as its users would write it."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

SIZE = 50


class _Table(models.Model):
    class Meta:
        abstract = True
        app_label = "bench"
        managed = False


class Program(_Table):
    """Be a program."""

    name = models.TextField()
    start_date = models.DateField()

    class Meta(_Table.Meta):
        db_table = "program"


class Employer(_Table):
    """Be an employer."""

    name = models.TextField()

    class Meta(_Table.Meta):
        db_table = "employer"


class Site(_Table):
    """Be a site."""

    employer = models.ForeignKey(Employer, models.DO_NOTHING)

    class Meta(_Table.Meta):
        db_table = "site"


class StaffUser(_Table):
    """Be a member of staff."""

    name = models.TextField()
    role = models.TextField()

    class Meta(_Table.Meta):
        db_table = "staff_user"


class Placement(_Table):
    """Be a placement."""

    title = models.TextField()
    search = models.TextField()
    state = models.TextField()
    seats = models.IntegerField()
    seats_taken = models.IntegerField()
    start_date = models.DateField()
    end_date = models.DateField()
    program = models.ForeignKey(Program, models.DO_NOTHING)
    site = models.ForeignKey(Site, models.DO_NOTHING)

    class Meta(_Table.Meta):
        db_table = "placement"

    @property
    def share(self) -> float:
        """Give the share of seats that are taken, in percent."""
        return round(100 * self.seats_taken / self.seats, 1) if self.seats else 0

    @property
    def free(self) -> int:
        """Give the free seats."""
        return self.seats - self.seats_taken

    @property
    def tone(self) -> str:
        """Give the tone of the state's mark."""
        return {"open": "info", "completed": "good", "paused": "wait"}.get(self.state, "quiet")


def index(request: HttpRequest) -> HttpResponse:
    """List placements."""
    StaffUser.objects.get(pk=request.session["user"])
    query = Placement.objects.select_related("program", "site__employer").order_by("search", "id")
    page = Paginator(query, SIZE).get_page(request.GET.get("page"))
    programs = Program.objects.order_by("-start_date", "name").values_list("id", "name")
    return render(request, "index.html", {"page": page, "programs": programs})


urlpatterns = [
    path("placements", index),
    path("placements/<int:placement_id>", index, name="placement"),
]
