/**
 * What people say to show that they listen, without wanting the turn; by base language. Words that answer a question in one
 * breath with it ("no", "stop", "wait") are not among them. Source of the class: behaviour.md §9.
 */
const ACKNOWLEDGEMENTS: Readonly<Record<string, string>> = {
  en:
    'mm mhm mm-hmm mmhmm mmm hmm uh-huh uhhuh uh huh ah aha oh yeah yep yes yup ok okay right sure alright i see got it ' +
    'great good cool fine',
  es: 'mm mhm ajá aja ah oh sí si ya vale claro bien bueno okey ok entiendo perfecto',
  fr: "mm mhm hum ah oh oui ouais d'accord ok bien bon voilà je vois entendu parfait",
  de: 'mm mhm hm aha ach ah oh ja jo genau okay ok gut klar stimmt verstehe alles richtig',
  it: 'mm mhm ah oh sì si già va bene ok okay certo esatto capisco giusto perfetto',
  pt: 'mm mhm ah oh sim é aham tá certo ok okay entendi claro bom perfeito pois',
  nl: 'mm mhm hm aha ah oh ja jawel oké ok goed precies juist klopt begrepen',
};

/** A listener says three at the most in one breath. */
const MOST_WORDS = 3;

const byLanguage: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(ACKNOWLEDGEMENTS).map(([language, words]) => [language, new Set(words.split(' '))]),
);
const anyLanguage: ReadonlySet<string> = new Set([...byLanguage.values()].flatMap((words) => [...words]));

/**
 * Whether every word is one that shows listening rather than wants the turn.
 *
 * @param language such as `en` or `pt-BR`; undefined, or one that is not known here: the words of all languages count
 */
export function isAcknowledgement(text: string, language?: string): boolean {
  const known = (language && byLanguage.get(language.toLowerCase().split('-')[0] ?? '')) || anyLanguage;
  const words = text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}' -]/gu, '')
    .split(/\s+/)
    .filter(Boolean);
  return words.length > 0 && words.length <= MOST_WORDS && words.every((word) => known.has(word));
}
