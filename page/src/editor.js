// An editor for SPARQL: colours, completion from the graph, marks where something is wrong.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap, startCompletion } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { sparql } from "@codemirror/legacy-modes/mode/sparql";
import { forceLinting, linter, lintGutter, lintKeymap } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--good)", fontWeight: "600" }, { tag: tags.comment, color: "var(--faint)", fontStyle: "italic" }, { tag: [tags.string, tags.literal], color: "var(--odd)" },
  { tag: [tags.atom, tags.labelName, tags.namespace], color: "var(--bad)" }, { tag: [tags.variableName, tags.standard(tags.variableName)], color: "light-dark(#6a2c8f, #d3a6f0)" }, { tag: tags.operator, color: "var(--faint)" }]);

const theme = EditorView.theme({
  "&": { border: "1px solid var(--line)", borderRadius: ".3rem", fontSize: ".92rem", backgroundColor: "var(--pico-background-color)", color: "var(--pico-color)" },
  ".cm-scroller": { fontFamily: "ui-monospace, 'DejaVu Sans Mono', monospace", minHeight: "14rem", maxHeight: "26rem" }, ".cm-content": { caretColor: "var(--pico-color)" },
  ".cm-gutters": { backgroundColor: "var(--panel)", color: "var(--faint)", border: "0" }, ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "light-dark(#00000008, #ffffff0a)" },
  ".cm-tooltip": { backgroundColor: "var(--panel)", color: "var(--pico-color)", border: "1px solid var(--line)" }, ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--pico-primary)", color: "var(--pico-primary-inverse)" },
  ".cm-completionInfo": { maxWidth: "22rem" }, ".cm-cursor": { borderLeftColor: "var(--pico-color)" }, "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "light-dark(#b9d6f5, #2c4a68) !important" },
  ".cm-button": { backgroundImage: "none", backgroundColor: "var(--panel)", color: "inherit", border: "1px solid var(--line)" } });

const KEYWORDS = "SELECT DISTINCT WHERE FILTER OPTIONAL UNION GRAPH BIND VALUES MINUS ORDER BY GROUP BY HAVING LIMIT OFFSET CONSTRUCT ASK DESCRIBE PREFIX EXISTS NOT IN COUNT SUM MIN MAX AVG STR LANG CONTAINS STRSTARTS REGEX COALESCE IF".split(" ");

// Prefixes that a text declares, and where others stand in it.
function undeclared(text, prefixes) {
  const bare = text.replace(/#[^\n]*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|<[^<>\s]*>/g, (part) => " ".repeat(part.length));
  const declared = new Set([...text.matchAll(/\bprefix\s+([\w-]*):/gi)].map((found) => found[1]));
  return [...bare.matchAll(/(?<![\w:?$@-])([A-Za-z][\w-]*):/g)].filter(([, name]) => !declared.has(name)).map((found) => ({ name: found[1], from: found.index, to: found.index + found[0].length, known: prefixes[found[1]] }));
}

const declare = (view, name, namespace) => view.dispatch({ changes: { from: 0, insert: `PREFIX ${name}: <${namespace}>\n` } });

export function editor(place, { text, vocabulary, run, changed }) {
  const { prefixes, words } = vocabulary;
  let wrong = null; // what the server said of the text, which is forgotten when the text changes
  const options = words.map((word) => ({ label: word.name, displayLabel: `${word.name}  ${word.label}`, detail: word.kind, info: word.definition || word.label, boost: { class: 2, property: 1 }[word.kind] ?? 0, key: `${word.name} ${word.label}`.toLowerCase() }));
  const apply = (name) => (view, completion, from, to) => {
    view.dispatch({ changes: { from, to, insert: name }, selection: { anchor: from + name.length } });
    const prefix = name.split(":")[0];
    if (prefixes[prefix] && undeclared(view.state.doc.toString(), prefixes).some((one) => one.name === prefix)) declare(view, prefix, prefixes[prefix]);
  };
  const complete = (context) => {
    const line = context.matchBefore(/prefix\s+[\w-]*$/i);
    if (line) return { from: line.from + /^prefix\s+/i.exec(line.text)[0].length, options: Object.entries(prefixes).map(([name, iri]) => ({ label: `${name}: <${iri}>`, type: "namespace" })) };
    const variable = context.matchBefore(/[?$]\w*$/);
    if (variable) return { from: variable.from, options: [...new Set(context.state.doc.toString().match(/[?$]\w+/g) ?? [])].filter((name) => name !== variable.text).map((label) => ({ label, type: "variable" })) };
    const word = context.matchBefore(/[\w-]*:?[\w/-]*$/);
    if (!word || (word.text.length < 2 && !context.explicit)) return null;
    const typed = word.text.toLowerCase();
    const found = options.filter((one) => one.key.includes(typed)).slice(0, 80).map(({ key, ...one }) => ({ ...one, apply: apply(one.label) }));
    const keywords = typed.includes(":") ? [] : KEYWORDS.filter((name) => name.toLowerCase().startsWith(typed)).map((label) => ({ label, type: "keyword", boost: 3 }));
    return { from: word.from, options: [...keywords, ...found], filter: false };
  };
  const check = (view) => {
    const found = undeclared(view.state.doc.toString(), prefixes).map(({ name, from, to, known }) => ({ from, to, severity: "error", message: known ? `the prefix ${name}: is not declared` : `nothing is known of the prefix ${name}:`,
      actions: known ? [{ name: "declare it", apply: (at) => declare(at, name, known) }] : [] }));
    if (wrong && !found.length) {
      const line = view.state.doc.line(Math.min(wrong.line, view.state.doc.lines));
      const from = Math.min(line.from + wrong.column - 1, line.to);
      found.push({ from: Math.max(line.from, from - (from === line.to ? 1 : 0)), to: line.to, severity: "error", message: wrong.message });
    }
    return found;
  };
  const act = () => { run(); return true; };
  const view = new EditorView({ parent: place, state: EditorState.create({ doc: text, extensions: [
    lineNumbers(), highlightActiveLineGutter(), highlightActiveLine(), history(), drawSelection(), bracketMatching(), closeBrackets(), highlightSelectionMatches(),
    StreamLanguage.define(sparql), syntaxHighlighting(colours), autocompletion({ override: [complete], maxRenderedOptions: 60 }), lintGutter(), linter(check, { delay: 250 }), theme, EditorView.lineWrapping,
    EditorView.contentAttributes.of({ "aria-label": "SPARQL", tabindex: "0" }),
    EditorView.updateListener.of((update) => { if (update.docChanged) { wrong = null; changed(update.state.doc.toString()); } }),
    keymap.of([{ key: "Mod-Enter", run: act }, { key: "Ctrl-Space", run: startCompletion }, ...closeBracketsKeymap, ...completionKeymap, ...searchKeymap, ...historyKeymap, ...lintKeymap, ...defaultKeymap])] }) });
  return {
    view,
    get text() { return view.state.doc.toString(); },
    set text(value) { view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: value } }); },
    mark(error) { wrong = error; forceLinting(view); },
    missing: () => undeclared(view.state.doc.toString(), prefixes).filter((one) => one.known),
    declare(found) { for (const one of new Map(found.map((each) => [each.name, each])).values()) declare(view, one.name, one.known); },
  };
}
