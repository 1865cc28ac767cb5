"""The templates: where they are found, what they may do, and what is said when one of them is wrong.

A folder of the operator's own comes first, file by file; the built-in templates stand behind it and stay reachable as
``default/<name>``, so that a template can extend the one it replaces and change a single block. Templates are data
from outside the program and run in a sandbox; everything they print is escaped.
"""

from __future__ import annotations

import traceback
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aggregator.errors import OutputError
from aggregator.publish.words import Words
from aggregator.text import xmlchars

if TYPE_CHECKING:
    from jinja2.sandbox import ImmutableSandboxedEnvironment

_PACKAGE = Path(__file__).parents[1]
#: In an installed package the templates lie inside it; in a checkout they lie beside it.
_PLACES = (_PACKAGE / "_templates", _PACKAGE.parent / "templates")


def builtin_templates() -> Path:
    """The folder of the built-in templates. Raises OutputError when the installation lacks it."""
    for place in _PLACES:
        if (place / "base.html").is_file():
            return place
    raise OutputError(f"the built-in templates are missing: looked in {' and '.join(map(str, _PLACES))}")


class Templates:
    """The templates of one site. Rendering is pure: the same context gives the same text."""

    def __init__(self, own: Path | None = None) -> None:
        """``own``: the operator's folder, or None. Raises OutputError when there is no such folder."""
        if own is not None and not own.is_dir():
            raise OutputError(f"the folder of templates {own} does not exist")
        self._own, self._folders = own, tuple(folder for folder in (own, builtin_templates()) if folder)
        self._files = _stamps(self._folders)

    def render(self, name: str, **context: object) -> str:
        """The text of a page, in the words of its language. Raises OutputError naming the file and the line of the template that
        failed.

        Characters that must not be published become U+FFFD here, whatever field or template they came from.
        """
        try:
            environment = self._environment(getattr(context.get("page"), "language", "en"))
            text = environment.get_template(name).render(context)
        except Exception as error:  # a template may raise anything, and is not ours
            raise OutputError(self._complaint(name, error)) from error
        return xmlchars.replace(text)

    def file(self, name: str) -> bytes:
        """A file that is published as it is: the operator's, else the built-in one."""
        try:
            return next(folder / name for folder in self._folders if (folder / name).exists()).read_bytes()
        except (OSError, StopIteration) as error:  # missing, unreadable, a folder
            raise OutputError(self._complaint(name, error)) from error

    def _environment(self, language: str) -> ImmutableSandboxedEnvironment:
        return _environment(self._own, self._folders[-1], language, self._files)

    def _complaint(self, name: str, error: Exception) -> str:
        from jinja2 import TemplateNotFound, TemplateSyntaxError

        words = f"{error.name}: no such template" if isinstance(error, TemplateNotFound) else str(error)
        if isinstance(error, TemplateSyntaxError):
            return f"template {error.filename or name}:{error.lineno}: {error.message}"
        for frame in reversed(traceback.extract_tb(error.__traceback__)):
            # Jinja writes the template's own file and line into the traceback.
            if any(Path(frame.filename).is_relative_to(folder) for folder in self._folders):
                return f"template {frame.filename}:{frame.lineno}: {words}"
        return f"template {name}: {words}"


def _stamps(folders: tuple[Path, ...]) -> tuple[tuple[str, int], ...]:
    """Every file of the folders with the time of its last change."""
    files = (path for folder in folders for path in sorted(folder.rglob("*")))
    return tuple((str(path), path.stat().st_mtime_ns) for path in files if path.is_file())


@lru_cache(maxsize=1)
def _sandbox() -> type[ImmutableSandboxedEnvironment]:
    """The sandbox, made when it is first needed: Jinja is not imported before."""
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class Sandbox(ImmutableSandboxedEnvironment):
        """Gives out the fields of views without asking: they are plain data, and most of what a page asks for is one of them."""

        def getattr(self, obj: Any, attribute: str) -> Any:
            if attribute in getattr(type(obj), "__dataclass_fields__", ()) and attribute[0] != "_":
                return getattr(obj, attribute)
            return super().getattr(obj, attribute)

    return Sandbox


@lru_cache(maxsize=2)
def _environment(
    own: Path | None, builtin: Path, language: str, _files: tuple[tuple[str, int], ...]
) -> ImmutableSandboxedEnvironment:
    """Kept while the files are as they were: compiling the templates takes longer than rendering most pages."""
    from jinja2 import BaseLoader, ChoiceLoader, FileSystemLoader, PrefixLoader, StrictUndefined

    loaders: list[BaseLoader] = [PrefixLoader({"default": FileSystemLoader(builtin)})]
    if own is not None:
        loaders.append(FileSystemLoader(own))
    loaders.append(FileSystemLoader(builtin))
    options: dict[str, Any] = {"trim_blocks": True, "lstrip_blocks": True, "keep_trailing_newline": True}
    environment = _sandbox()(
        loader=ChoiceLoader(loaders),
        autoescape=True,  # a function that decides by file name would let ".html.j2" through
        undefined=StrictUndefined,
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
        **options,
    )
    words = Words(language, own / "locale" if own else None)
    environment.policies["ext.i18n.trimmed"] = True
    environment.globals["words"] = words
    environment.install_gettext_translations(words.catalogue, newstyle=True)  # type: ignore[attr-defined]
    return environment
