from ledger.labels import caption, parse


def test_caption_names_each_label_once():
    assert caption("Urgent, paid, urgent") == "urgent / paid"


def test_labels_are_the_same_in_any_order():
    assert parse("paid, Urgent") == parse("urgent, PAID")
