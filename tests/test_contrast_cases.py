"""The same rules reach different conclusions for other pairs and times."""

from __future__ import annotations

from test_brief import Kg, answers, brief, relations


def test_japan_and_the_united_states(kg: Kg) -> None:
    data = brief(kg, "USA", "JPN")
    found = answers(data)
    assert found["no-guarantee-needed", "JPN-USA", None] == "no"
    assert found["basis-for-military-alliance", "JPN-USA", None] == "yes"
    assert found["no-basis-for-military-alliance", "JPN-USA", None] == "no"
    assert data["form"]["formal"] == "alliance"
    assert relations(data) == {"asia-pacific": "overlap"}


def test_united_states_and_united_kingdom_in_nato(kg: Kg) -> None:
    data = brief(kg, "USA", "GBR")
    assert data["form"]["formal"] == "alliance"
    assert relations(data) == {"north-atlantic": "overlap"}
    assert brief(kg, "USA", "GBR", "--as-of", "1948")["form"]["formal"] == "unknown"


def test_soviet_union_and_china_in_1951(kg: Kg) -> None:
    data = brief(kg, "SUN", "CHN", "--as-of", "1951")
    assert data["form"]["formal"] == "alliance"
    assert relations(data) == {}


def test_soviet_union_and_china_in_1969(kg: Kg) -> None:
    data = brief(kg, "SUN", "CHN", "--as-of", "1969")
    assert data["form"]["conduct"] == "confrontation"
    assert answers(data)["passes-first-test", "CHN-SUN", None] == "no"
    assert relations(data) == {
        "amur-ussuri-border": "conflict",
        "communist-bloc-leadership": "divergence",  # inferred: they contend for it
    }


def test_united_states_and_israel(kg: Kg) -> None:
    data = brief(kg, "USA", "ISR")
    assert data["form"]["formal"] == "none"
    assert data["form"]["conduct"] == "ambiguous-relationship"


def test_germany_and_the_soviet_union_in_december_1939(kg: Kg) -> None:
    data = brief(kg, "DEU", "SUN", "--as-of", "1939-12")
    assert data["form"]["formal"] == "non-aggression-pact"
    assert relations(data) == {"eastern-europe": "conflict"}
    assert answers(data)["passes-first-test", "DEU-SUN", None] == "no"
    ended = brief(kg, "DEU", "SUN", "--as-of", "1942")
    assert ended["form"]["formal"] == "unknown"


def test_france_and_the_united_kingdom_in_1905(kg: Kg) -> None:
    data = brief(kg, "FRA", "GBR", "--as-of", "1905")
    assert data["form"]["conduct"] == "entente"
    assert data["form"]["formal"] == "unknown"
