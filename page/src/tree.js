// Proofs and arguments as one kind of tree, and its drawing.
// A node: { text, kind, iri?, meta?, note?, children }, kind one of conclusion, step, either, claim, assumes, supports, qualifies, rebuts.
import { day } from "./dom.js";

// What exports put beside the text of a claim: its source, age and standing.
const beside = (node) => (node.source ? [`${node.source}, ${node.locator ?? ""}`, node.answer && node.seen && `${node.word ?? "attested"} ${day(node.seen)}`, node.answer].filter(Boolean).join("; ") : "");

// What is known of conclusions, by their IRIs, gives inner nodes their answer and their age.
export function proofTree(explained, known = new Map()) {
  const sources = new Map(explained.sources.map((source) => [source.source, source]));
  const claim = (iri) => ({ kind: "claim", iri, ...cited(explained.claim_details[iri], sources.get(explained.claim_details[iri].source)), children: [] });
  const either = (steps, of) => steps.length > 1
    ? [{ kind: "either", text: "either of these is enough", children: steps.map((one) => step(one, of)) }] : steps.map((one) => step(one, of));
  const concluded = (ground) => {
    const told = ground?.statements.find((text) => text.includes("#hasAnswer>"));
    const found = known.get(ground?.thing);
    return told ? { answer: found ? answer(found) : told.includes("#doesNotHold") ? "no" : "yes", seen: found?.last_attested } : {};
  };
  const step = (proof, of) => ({ kind: "step", text: proof.because, rule: proof.rule, since: span(proof.interval), ...concluded(of),
    children: [...proof.grounds.flatMap((ground) => [...ground.claims.map(claim), ...either(ground.proofs, ground),
      ...(ground.repeated ? [{ kind: "repeated", text: "what was shown further up", children: [] }] : [])]),
    ...proof.assumes.map((text) => ({ kind: "assumes", text, children: [] })),
    ...(proof.objections ?? []).map((against) => ({ ...step(against), role: "rebuts" }))] });
  return { kind: "conclusion", iri: explained.conclusion, text: sentence(explained), answer: answer(explained), children: either(explained.proofs).flatMap((one) => (one.text === sentence(explained) && one.children.length ? one.children : [one])) };
}

// All that follows of a pair, and what is unknown.
export const findings = (brief) => [...brief.form.findings, ...brief.conclusions, ...brief.relations, ...brief.further];

export const answer = (one) => (one.contested ? "contested" : one.stale ? "unknown by now" : one.holds);
export const title = (one) => one.label + (one.about_label ? ` (${[one.manner, one.about_label].filter(Boolean).join(", ")})` : "");

// A conclusion as a sentence: that of its proof, or what is asked where there is none.
export function sentence(one) {
  const label = title(one);
  if (one.contested) return `Sources differ on this: ${label}.`;
  return one.because.length ? one.because.join(" ") : `${label[0].toUpperCase()}${label.slice(1)}.`;
}

export function span(interval) {
  if (!interval) return "";
  const cut = (text, precision) => (text ? { decade: `the ${text.slice(0, 3)}0s`, year: text.slice(0, 4), month: day(text.slice(0, 7)) }[precision] ?? day(text) : "");
  const start = cut(interval.start, interval.start_precision), end = cut(interval.end, interval.end_precision);
  const first = interval.start_bound === "no-later-than" ? "attested since" : "since";
  if (start && end) return `${start} to ${end}`;
  return start ? `${first} ${start}` : end ? `until ${end}` : "";
}

export function cited(claim, source, citation = source?.citation) {
  const plain = !claim.explicitness || claim.explicitness === "explicit" ? [] : [claim.explicitness];
  return { text: claim.label, url: claim.url ?? source?.url, source: source?.label ?? claim.source_label ?? claim.source, citation, locator: claim.locator, note: claim.note,
    seen: claim.written_until ?? source?.written_until, manner: [claim.modality, claim.confidence, ...plain].filter(Boolean).join(", "), denied: claim.denied };
}

const LINE = 34, ROW = 16, COLUMN = 290, GAP = 14;

// A drawing from left to right: each box beside those that it rests on.
export function svg(root) {
  const escape = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
  const wrap = (text) => text.split(/\s+/).reduce((lines, word) => {
    const last = lines.at(-1);
    if (last !== undefined && (last + word).length < LINE) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
    return lines;
  }, []);
  const boxes = [], lines = [];
  let bottom = 10, deepest = 0;
  const place = (node, depth) => {
    deepest = Math.max(deepest, depth);
    const text = wrap(node.text), own = node.source ? wrap(beside(node)) : [];
    const height = (text.length + own.length) * ROW + 12;
    const children = node.children.map((child) => place(child, depth + 1));
    let y = bottom;
    if (children.length) {
      y = Math.max((children[0].y + children.at(-1).y + children.at(-1).height) / 2 - height / 2, 10);
      bottom = Math.max(bottom, y + height + GAP);
    } else bottom += height + GAP;
    const box = { x: 10 + depth * (COLUMN + 40), y, height, text, own, kind: node.kind };
    boxes.push(box);
    children.forEach((child, number) => lines.push([child, box, node.children[number].role ?? "supports"]));
    return box;
  };
  place(root, 0);
  const style = { conclusion: "#0072b2", step: "#595959", claim: "#009e73", assumes: "#b35900", either: "#595959", repeated: "#595959" };
  const drawn = [
    ...lines.map(([from, to, role]) => `<path d="M${from.x} ${from.y + from.height / 2}H${from.x - 20}V${to.y + to.height / 2}H${to.x + COLUMN}" fill="none" stroke="${role === "rebuts" ? "#b03a00" : "#8a8a8a"}" stroke-dasharray="${role === "supports" ? "none" : role === "rebuts" ? "7 3" : "2 3"}"/>`),
    ...boxes.map((box) => `<g><rect x="${box.x}" y="${box.y}" width="${COLUMN}" height="${box.height}" rx="4" fill="#fff" stroke="${style[box.kind] ?? "#595959"}" stroke-width="${box.kind === "conclusion" ? 2 : 1}"/>${
      [...box.text, ...box.own].map((line, number) => `<text x="${box.x + 8}" y="${box.y + 18 + number * ROW}" fill="${number < box.text.length ? "#1a1a1a" : "#595959"}">${escape(line)}</text>`).join("")}</g>`)];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${(deepest + 1) * (COLUMN + 40)} ${bottom + 10}" width="${(deepest + 1) * (COLUMN + 40)}" height="${bottom + 10}" font-family="Source Sans Pro, system-ui, sans-serif" font-size="13" role="img"><title>${escape(root.text)}</title><rect width="100%" height="100%" fill="#fff"/>${drawn.join("")}</svg>`;
}
