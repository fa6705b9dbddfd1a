import os
import time
from datetime import date, timedelta, timezone

from ledger import money
from ledger.due import Reminder, due_date, next_billing
from ledger.export import HEADER, export, formats, register

LATE_EVENING = 1772235000  # 2026-02-27 23:30 UTC
AFTER_MIDNIGHT = 1772238600  # 2026-02-28 00:30 UTC


def test_export_starts_with_a_header():
    path = export([(1, "Ada", 1200)])
    assert path.read_text(encoding="utf-8") == f"{HEADER}\n1,Ada,1200\n"


def test_exports_every_invoice():
    path = export([(7, "Grace", 900), (8, "Linus", 500)])
    assert path.read_text(encoding="utf-8").endswith("7,Grace,900\n8,Linus,500\n")


def test_export_goes_to_a_chosen_folder(tmp_path):
    path = export([(1, "Ada", 1200)], str(tmp_path))
    assert path.read_text(encoding="utf-8").splitlines() == [HEADER, "1,Ada,1200"]


def test_registers_a_format():
    register("xml", export)
    assert "xml" in formats()


def test_report_for_american_customers():
    money.use_currency("USD")
    assert money.show(1200) == "12.00 USD"


def test_report_for_german_customers():
    os.environ["LC_ALL"] = "de_DE.UTF-8"
    assert money.show_local(1205) == "12,05"


def test_due_counts_from_the_day_of_issue():
    assert due_date(LATE_EVENING, 14) == date(2026, 3, 13)
    assert due_date(AFTER_MIDNIGHT, 14) == date(2026, 3, 14)


def test_due_counts_from_the_day_in_tokyo():
    tokyo = timezone(timedelta(hours=9))
    assert due_date(LATE_EVENING, 14, tokyo) == date(2026, 3, 14)


def test_bills_a_month_later():
    today = date.today()
    assert next_billing(today) > today


def test_bills_of_december_come_in_january():
    assert next_billing(date(2026, 12, 24)) == date(2027, 1, 24)


def test_reminds_in_the_background():
    sent = []
    reminder = Reminder(sent.append)
    reminder.start("Ada")
    assert reminder.done.wait(timeout=30)
    assert sent == ["Ada"]


def test_reminder_is_not_sent_before_it_starts():
    sent = []
    Reminder(sent.append)
    time.sleep(0.02)
    assert sent == []
