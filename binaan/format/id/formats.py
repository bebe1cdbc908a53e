"""Dates as Indonesians read them, where Django writes them itself (read-only fields and lists of the panel)."""

DATE_FORMAT = "j F Y"
SHORT_DATE_FORMAT = "d/m/Y"
DATETIME_FORMAT = "j F Y H.i T"
SHORT_DATETIME_FORMAT = "d/m/Y H.i T"
TIME_FORMAT = "H.i"
YEAR_MONTH_FORMAT = "F Y"
DATE_INPUT_FORMATS = ["%d/%m/%Y", "%Y-%m-%d"]
DECIMAL_SEPARATOR = ","
THOUSAND_SEPARATOR = "."
NUMBER_GROUPING = 3
