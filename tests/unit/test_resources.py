"""What is shipped with the program is found."""

from scorepress import resources


def test_the_builtin_project_is_found():
    for folder in ("layouts", "rules", "locales", "schemas"):
        assert (resources.builtin() / folder).is_dir()


def test_an_installed_program_uses_the_project_it_brought_along(tmp_path, monkeypatch):
    package = tmp_path / "engine" / "scorepress"
    package.mkdir(parents=True)
    monkeypatch.setattr(resources, "HERE", package)
    assert resources.builtin() == tmp_path
    (package / "builtin").mkdir()
    assert resources.builtin() == package / "builtin"


def test_fonts_are_files():
    assert resources.font_path("OFL.txt").is_file()
    assert resources.read_font_table("faces.json").startswith("[")
