"""Headings in the words of timing systems and of five languages."""

from __future__ import annotations

import pytest

from eventdesk.adapters.start_list import StartListUnreadable
from eventdesk.adapters.start_list.headings import kind_of
from tests.start_list.files import meanings, problems, read_text, reasons, runners

REAL = {
    "RunSignup": (
        "Bib Number,First Name,Last Name,Gender,Age,Date of Birth,Email Address,Street Address,City,State,Zip Code,"
        "Phone,Event,Corral,Emergency Contact Name,Emergency Contact Phone,Registration Status",
        "101,Ann,Lee,F,30,1990-01-01,a@b.c,1 Main St,Reno,NV,89501,555,Half,B,Bob,556,Active",
        {"bib", "first_name", "last_name", "wave", "status"},
    ),
    "RACE RESULT": (
        "Bib;Lastname;Firstname;YearOfBirth;Gender;Nation;Contest;Club;Status;Transponder1;StartTime;Email;CellPhone",
        "101;Lee;Ann;1990;f;GER;B;TSV;0;XYZ;09:30;a@b;5",
        {"bib", "first_name", "last_name", "wave", "start_time", "status"},
    ),
    "Webscorer": (
        "Bib\tName\tCategory\tGender\tAge\tDistance\tStart group\tStart time\tTeam name\tEmail\tPhone",
        "101\tAnn Lee\tOpen\tF\t30\t10 km\tB\t9:30:00 AM\tTSV\ta@b\t5",
        {"bib", "full_name", "wave", "start_time"},
    ),
    "ChronoTrack": (
        "Entry Bib,Athlete First Name,Athlete Last Name,Race Name,Wave,Entry Status,Athlete Email,Race Age,City",
        "101,Ann,Lee,Half,B,CONF,a@b,30,Reno",
        {"bib", "first_name", "last_name", "wave", "status"},
    ),
    "German": (
        "Start-Nr.;Name;Vorname;Jahrgang;Verein;Startblock;Startzeit;Straße;PLZ;Wohnort;Notfallkontakt;Handy",
        "101;Lee;Ann;1990;TSV;B;9.30 Uhr;Weg 1;10115;Berlin;Bob;5",
        {"bib", "first_name", "last_name", "wave", "start_time"},
    ),
    "French": (
        "N° de dossard;NOM;Prénom;Date de naissance;Sas de départ;Heure de départ;Adresse;Ville;Tél;Certificat médical",
        "101;LEE;Ann;01/01/1990;B;9h30;1 rue;Lyon;5;oui",
        {"bib", "first_name", "last_name", "wave", "start_time"},
    ),
    "Spanish": (
        "Dorsal;Nombre;Apellidos;Fecha de nacimiento;Cajón;Hora de salida;Club;Correo / e-mail;Teléfono;Alergias",
        "101;Ann;Lee;1990;B;9:30;TSV;a@b;5;nueces",
        {"bib", "first_name", "last_name", "wave", "start_time"},
    ),
    "Italian": (
        "Pettorale;Cognome;Nome;Data di nascita;Griglia;Ora di partenza;Società;Indirizzo;Telefono",
        "101;Lee;Ann;1990;B;9.30;TSV;Via 1;5",
        {"bib", "first_name", "last_name", "wave", "start_time"},
    ),
}


@pytest.mark.parametrize("system", REAL)
def test_a_list_of_each_system_and_language(system: str) -> None:
    heading, line, expected = REAL[system]

    file = read_text(f"{heading}\n{line}\n")

    assert set(meanings(file)) == expected
    ((bib, first, last, wave, start),) = runners(file)
    assert (bib, first, last.title(), wave) == ("101", "Ann", "Lee", "B")
    assert start == ("09:30" if "start_time" in expected else "")


@pytest.mark.parametrize("system", REAL)
def test_nothing_private_is_taken_in(system: str) -> None:
    heading, line, _ = REAL[system]

    file = read_text(f"{heading}\n{line}\n")

    kept = " ".join(" ".join(taken) for taken in runners(file))
    assert not {"a@b", "a@b.c", "1990", "Bob", "TSV", "nueces", "555", "Reno", "30"} & set(kept.split())


@pytest.mark.parametrize(
    "heading",
    [
        "Address 2", "Street", "City/State", "ZIP", "E-Mail", "email_address", "Mobile no.", "Handynummer",
        "Telefon (privat)",
        "Date of Birth", "DOB", "Geburtsdatum", "Jahrgang", "Naissance", "Age", "Age Group", "Edad",
        "Medical conditions",
        "Do you have allergies?", "Notfall-Name", "Emergency contact: first name",
        "Personne à prévenir en urgence", "Club",
        "Verein", "Team", "Parent / Guardian name", "Insurance no.", "Codice fiscale", "Runner's e-mail",
        "Please list any medication or health condition which our medical team needs to know about on the day",
    ],
)  # fmt: skip
def test_private_columns_say_so(heading: str) -> None:
    file = read_text(f"Bib;Wave;{heading}\n1;A;secret\n")

    assert reasons(file)[file.columns[2].heading] == "private: not taken in"
    assert "secret" not in repr(file)


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("BIB", "bib"), ("Bib #", "bib"), ("bib_number", "bib"), ("Bib No.", "bib"), ("Race No", "bib"),
        ("StartNr", "bib"),
        ("Bib / Startnummer", "bib"), ("Startnummer (Bib)", "bib"), ("Nº dorsal", "bib"), ("№", "bib"),
        ("N. pettorale", "bib"),
        ("First\nName", "first_name"), ("PRENOM", "first_name"), ("runner first name", "first_name"),
        ("Family name *", "last_name"), ("COGNOME", "last_name"), ("1er Apellido", None),
        ("Primer apellido", "last_name"),
        ("Läufer", "full_name"), ("Name, Vorname", "full_name_family_first"),
        ("Nom / Prénom", "full_name_family_first"),
        ("Startwelle", "wave"), ("SAS", "wave"), ("Wettbewerb", "contest"), ("Épreuve", "contest"),
        ("Distanz", "contest"),
        ("Gun start", "start_time"), ("Gun time", None), ("Statut", "status"), ("", None), ("-", None),
        ("T-shirt", None),
    ],
)  # fmt: skip
def test_the_same_heading_in_other_clothes(heading: str, kind: str | None) -> None:
    found = kind_of(heading)

    assert (found.name if found else None) == kind


def test_titles_above_the_headings_and_totals_below() -> None:
    file = read_text(
        "City Run 2025;;\nStart list as of 1 May\n\n;;\nBib;Name;Wave\n1;Ann Lee;A\n\n2;Bo Day;B\n;;\n"
        "Total: 2;;\nPage 1 of 1\n"
    )

    assert [line.line for line in file.lines] == [6, 8]
    assert problems(file) == [(10, "a total, not a runner"), (11, "only one cell is filled, so not a runner")]


def test_headings_repeated_on_each_page() -> None:
    file = read_text("Bib;Name\n1;Ann Lee\nBib;Name\n2;Bo Day\n")

    assert [line.bib for line in file.lines] == ["1", "2"]
    assert problems(file) == [(3, "the headings again")]


def test_of_two_equal_headings_the_first_that_is_filled() -> None:
    file = read_text("Bib,Name,Bib,Name\n,Ann Lee,7,Mum\n,Bo Day,8,Dad\n")

    assert runners(file) == [("7", "Ann", "Lee", "", ""), ("8", "Bo", "Day", "", "")]
    assert file.columns[0].reason == "not taken in: column 3, “Bib”, is used"


def test_a_plain_number_column_is_the_bib_only_without_a_better_one() -> None:
    assert runners(read_text("No;Name\n7;Ann Lee\n"))[0][0] == "7"
    assert runners(read_text("#;Bib;Name\n1;7;Ann Lee\n"))[0][0] == "7"


@pytest.mark.parametrize(
    ("headings", "cells"),
    [
        ("Name;Vorname", "Lee;Ann"),
        ("Nom;Prénom", "Lee;Ann"),
        ("Nombre;Apellidos", "Ann;Lee"),
        ("Nome;Cognome", "Ann;Lee"),
        ("Name;Surname", "Ann;Lee"),
        ("Name;First name", "Ann Lee;Ann"),
        ("First name;Last name;Name", "Ann;Lee;Somebody Else"),
        ("Full name;First name", "Ann Lee;Anna-Maria"),
        ("Name, Vorname;Verein", "Lee, Ann;TSV"),
        ("Runner;Participant", "Ann Lee;Somebody Else"),
    ],
)
def test_one_word_for_the_whole_name_or_half_of_it(headings: str, cells: str) -> None:
    assert runners(read_text(f"Bib;{headings}\n7;{cells}\n"))[0][1:3] == ("Ann", "Lee")


def test_a_column_start_counts_only_with_times_below_it() -> None:
    assert runners(read_text("Bib,Name,Start\n1,Ann Lee,9:30\n"))[0][4] == "09:30"
    assert "start_time" not in meanings(read_text("Bib,Name,Start\n1,Ann Lee,North\n"))


class TestWithoutHeadings:
    def test_bib_and_whole_name(self) -> None:
        file = read_text("12;Ann Lee\n7;Bo Day\nA3;Cy Fox\n")

        assert runners(file) == [("12", "Ann", "Lee", "", ""), ("7", "Bo", "Day", "", ""), ("A3", "Cy", "Fox", "", "")]
        assert {column.reason for column in file.columns} == {"there are no headings: please check"}

    @pytest.mark.parametrize("is_family_first", [True, False])
    def test_the_column_that_repeats_itself_has_the_first_names(self, is_family_first: bool) -> None:  # noqa: FBT001
        names = [("Ann", "Lee"), ("Bo", "Day"), ("Ann", "Fox"), ("Ann", "Hill")]
        cells = [(last, first) if is_family_first else (first, last) for first, last in names]

        file = read_text("".join(f"{at + 20},{a},{b},{at}\n" for at, (a, b) in enumerate(cells)))

        assert [(line.first_name, line.last_name) for line in file.lines] == names

    def test_one_word_names(self) -> None:
        assert meanings(read_text("12;Ann;M\n7;Bo;F\n9;Cy;F\n")).keys() == {"bib", "full_name"}

    @pytest.mark.parametrize(
        "text",
        [
            "1,Ann Lee,403\n2,Bo Day,77\n3,Cy Fox,12\n",  # places in front
            "12;Ann Lee\n7;Bo Day\n",  # too few to be sure
            "12;34\n7;35\n9;36\n",
            "Rinta;Nimi\n12;Ann Lee\n7;Bo Day\n9;Cy Fox\n",  # headings, in a language we do not know
            "7;Ann Lee\n7;Bo Day\n7;Cy Fox\n",
            "7;a@b.c\n8;a@b.d\n9;a@b.e\n",
        ],
    )
    def test_in_any_doubt_somebody_is_asked(self, text: str) -> None:
        with pytest.raises(StartListUnreadable, match="clearly the bib number") as refused:
            read_text(text)

        assert len(refused.value.columns) == len(text.splitlines()[0].replace(";", ",").split(","))
