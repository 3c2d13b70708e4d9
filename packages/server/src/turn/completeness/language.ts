import { listed } from './lexicon/word-list.ts';
import type { TaggedWord } from './tagged-word.ts';

/** Short common words of other languages that are no English words, by language. */
const foreign = listed<string>({
  spanish: `el la los las un una unos unas de del que qué en y es por para con mi su sus lo le les se te yo tú él ella nosotros
    usted ustedes este esta esto eso ese pero como cómo cuando cuándo donde dónde porque si sí más muy bien gracias hola buenos
    buenas días tardes noches quiero quisiera necesito tengo tiene puedo puede está estoy son hay ayer mañana hoy favor numero
    número pedido cuenta cita cuanto cuánto cual cuál al ya también gusta llamo nombre quiere hacer`,
  french: `le les des du de et est que qui je tu il elle nous vous ils elles ce cette ces mon ma mes votre vos notre dans sur
    pour avec pas ne plus très bien merci bonjour oui je j'ai c'est suis sont avez voudrais besoin commande compte rendez
    aujourd'hui demain hier où quand comment pourquoi combien plaît au aux une un la être avoir fait numéro`,
  german: `der das den dem des ein eine einen einem einer und ist sind nicht ich du er sie wir ihr mein meine meinen ihre mit
    auf für von zu zum zur bei aus nach über wie wo wann warum wer wenn aber oder auch noch schon bitte danke hallo guten tag
    ja nein habe haben hat kann können möchte brauche gern heute morgen gestern im am bestellung konto nummer mir mich es`,
  italian: `il lo gli i un una di del della che è e per con non mi ti si ci sono ho hai ha questo questa quello come quando dove
    perché grazie ciao buongiorno sì vorrei bisogno posso può oggi domani ieri ordine conto numero mio mia anche più molto nel`,
  portuguese: `o os as uma do da dos das em no na nos nas que e é por para com não meu minha seu sua eu você ele ela nós isso
    este esta mas como quando onde porque obrigado obrigada olá bom dia boa tarde quero preciso tenho posso está estou hoje
    amanhã ontem pedido conta sim muito também`,
  dutch: `het een de van en is dat die ik je jij hij zij wij jullie mijn uw met op voor niet ook maar als hoe waar wanneer waarom
    graag bedankt hallo goedemorgen nee wil kan heb heeft moet naar bij nog al vandaag morgen gisteren bestelling rekening`,
  others: `się nie jest czy dzień dobry proszę dziękuję mam chcę och jag inte är och det som på har vill tack hej jeg ikke er og
    på takk ve bir bu için merhaba teşekkür evet hayır var yok mı ben nasıl ne ang mga ako po ko hindi opo salamat apa saya
    tidak yang dan ini itu terima kasih mau ada untuk ako naman kailangan bisa`,
});

/** Spelt the same in English, or met there as names: no evidence of anything. */
const shared = new Set(
  'a i in on an no so is was am as do me he her die fee or er son la le de el los las san santa del en will man all am at to be come gift rose max van der von con non pan si ma mes son ne ten lo it hat war or as do also van als data plus pour sur are has des dos das us can can ben po dan var mama ma da mi te ti mai al ha us hat sono pay main das bin sin hay fin mal du et il tu ben os mas apa ada ang hej bom dia son sur une'.split(
    ' ',
  ),
);

/**
 * How surely the words are English.
 *
 * @returns 0 (certainly not, or another script) to 1; names and unknown words count neither way unless they are most of it
 */
export function englishness(tagged: readonly TaggedWord[]): number {
  let english = 0;
  let other = 0;
  let unknown = 0;
  let accented = 0;
  for (const { word, tag, isKnown } of tagged) {
    if (foreign.has(word) && !shared.has(word)) other += 1;
    else if (hasForeignLetters(word)) accented += 0.6;
    else if (!isKnown) unknown += 1;
    else if (shared.has(word)) english += 0.4;
    else english += tag === 'number' || tag === 'name' || tag === 'letter' || tag === 'filler' ? 0.5 : 1;
  }
  // "my name is José" is English; a name or a dish may keep its accents.
  if (other > 0 || english < 2 * accented) other += accented;
  if (unknown > 0 && unknown + other > 2 * english + 2) return 0;
  if (other > 0) return Math.max(0, 1 - (1.6 * other) / english);
  return unknown > 2 * english ? 0.6 : 1;
}

function hasForeignLetters(word: string): boolean {
  for (let index = 0; index < word.length; index++) if (word.charCodeAt(index) > 0x7f) return true;
  return false;
}
