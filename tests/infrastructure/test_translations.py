"""The catalogue's own tools: what they find, keep and refuse."""

import gettext

import pytest

from smsplan.demo import translations


@pytest.fixture
def project(settings, tmp_path):
    """A small project with texts in code and in a template."""
    settings.BASE_DIR = tmp_path
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    (tmp_path / "risks").mkdir()
    (tmp_path / "templates").mkdir()
    (tmp_path / "risks" / "models.py").write_text(
        "from django.utils.translation import gettext_lazy as _, ngettext, pgettext_lazy\n"
        '_("Risk")\n'
        'pgettext_lazy("matrix", "High")\n'
        'ngettext("%(count)s risk", "%(count)s risks", 2)\n'
    )
    (tmp_path / "templates" / "page.html").write_text(
        '{% load i18n %}\n<div>\n    {% translate "Can\'t save" %}\n'
        "  {% blocktranslate trimmed with name=person %}\n    Hello,\n    {{ name }}\n"
        "  {% endblocktranslate %}\n</div>\n"
    )
    return tmp_path


def translate(project, **strings: str) -> None:
    """Fill in translations as a translator would, in the file."""
    path = translations.catalogue_path()
    text = path.read_text()
    for singular, string in strings.items():
        marker = f'msgid "{singular}"\nmsgstr ""'
        assert marker in text
        text = text.replace(marker, f'msgid "{singular}"\nmsgstr "{string}"')
    path.write_text(text)


def test_texts_of_code_and_templates_are_found(project):
    texts = {
        message.id if isinstance(message.id, str) else message.id[0] for message in translations.extracted_catalogue()
    }
    assert texts >= {"Risk", "High", "%(count)s risk", "Can't save", "Hello, %(name)s"}


def test_translations_are_kept_and_the_file_is_stable(project):
    translations.update_catalogue()
    translate(project, Risk="Risiko")
    before = translations.catalogue_path().read_bytes()
    assert b"Date" not in before
    texts, missing = translations.update_catalogue()
    assert (texts, missing) == (5, 4)
    assert translations.catalogue_path().read_bytes() == before


def test_a_new_catalogue_has_the_one_plural_form_of_indonesian_and_a_clean_header(project):
    translations.update_catalogue()
    text = translations.catalogue_path().read_text()
    assert "nplurals=1; plural=0;" in text
    assert "msgstr[0]" in text
    assert "msgstr[1]" not in text
    assert "EMAIL@ADDRESS" not in text


def test_problems_name_the_text(project):
    assert "not in the catalogue (make messages): 'Risk'" in translations.problems()
    translations.update_catalogue()
    assert "not translated: 'Risk'" in translations.problems()
    translate(project, Risk="Risiko", **{"Hello, %(name)s": "Halo, %(nama)s"})
    assert "other placeholders in the translation than in the text: 'Hello, %(name)s'" in translations.problems()
    (project / "risks" / "models.py").write_text("")
    assert "no longer used (make messages): 'Risk'" in translations.problems()


def test_compiled_only_when_newer_and_read_by_gettext(project):
    translations.update_catalogue()
    translate(project, Risk="Risiko")
    (compiled,) = translations.compile_catalogues()
    assert translations.compile_catalogues() == []
    with compiled.open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Risk") == "Risiko"
