"""Short lists in one query: a sub-query's rows as one JSON value."""

from __future__ import annotations

from typing import Any

from django.db.models import Aggregate, JSONField, QuerySet, Subquery, Value
from django.db.models.functions import JSONObject


class DaftarJson(Aggregate):
    """The group's values as one JSON list: what several short lists of a profile need in the query of its head."""

    function = "JSONB_AGG"
    output_field = JSONField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, function="JSON_GROUP_ARRAY", **extra)


def json_list(rows: QuerySet, **kolom: Any) -> Subquery:
    """A sub-query that gives the rows (already filtered by OuterRef) as a list of dicts; None when there are none."""
    isi = rows.order_by().annotate(_satu=Value(1)).values("_satu").annotate(_isi=DaftarJson(JSONObject(**kolom)))
    return Subquery(isi.values("_isi"))
