import { type Clause, isAuxiliary, type Need, openClause, settle, take, wantOf } from './clause.ts';
import { freeRelatives, type Tag } from './lexicon/closed-class.ts';
import { timeNouns } from './lexicon/open-class.ts';
import { standsAlone } from './lexicon/phrasal-verbs.ts';
import type { TaggedWord } from './tagged-word.ts';

const tags = (list: string): ReadonlySet<Tag> => new Set(list.split(' ') as Tag[]);
const passedOver = tags('filler polite thanks greeting yes no');
const nominal = tags(
  'noun name indefinite email number day month letter modifier-noun ordinal demonstrative quantifier that',
);
const determining = tags('article possessive demonstrative quantifier');
const prepositional = tags('preposition particle to');
const withinNoun = tags(
  `article possessive demonstrative quantifier attributive adjective modifier-noun noun name number ordinal letter month day
  indefinite degree filler mid-adverb and email spelled preposition particle to`.replace(/\s+/g, ' '),
);
/** May stand between a question word and its verb. */
const questionable = tags(
  'what how noun modifier-noun name attributive adjective quantifier preposition final-adverb degree number mid-adverb filler',
);
/** After "you" or "it", these make it a subject. */
const verbal = tags('be have do modal past present base mid-adverb not');
const relativeBefore = tags('noun name indefinite quantifier');
/** Verbs that claim something: a noun after them begins what is claimed. */
const claiming = new Set('say think guess suppose believe assume hope wish mean figure realize'.split(' '));
/** "i need this fixed" */
const causing = new Set('get need want have keep like'.split(' '));
const causedAfter = tags('pronoun indefinite noun objective demonstrative');

/** Reads one word after the other into a stack of clauses, the innermost last. */
export class ClauseReader {
  readonly stack: Clause[] = [openClause('main')];
  count = 1;
  hasMain = false;
  private readonly tagged: readonly TaggedWord[];
  private previous: TaggedWord | null = null;
  private lastBase = '';
  private isAfterAnd = false;
  private isInNoun = false;
  /** Within "on my last bill": its noun is no subject and no object. */
  private isInPreposition = false;
  /** Within "what kind", "how many bags": no subject yet. */
  private isInQuestioned = false;

  constructor(tagged: readonly TaggedWord[]) {
    this.tagged = tagged;
  }

  get top(): Clause {
    return this.stack[this.stack.length - 1]!;
  }

  read(index: number): void {
    const word = this.tagged[index]!;
    this.leavePhrases(word);
    if (passedOver.has(word.tag)) return;
    this.place(word, index);
    if (prepositional.has(word.tag)) this.isInPreposition = true;
    if (word.base !== null) this.lastBase = word.base;
    if (word.tag === 'pronoun' || word.tag === 'nominative' || word.tag === 'objective' || isAuxiliary(word.tag))
      this.isInNoun = false;
    this.previous = word;
  }

  private place(word: TaggedWord, index: number): void {
    const clause = this.top;
    switch (word.tag) {
      case 'and':
        this.isAfterAnd = true;
        this.isInNoun = false;
        return;
      case 'because':
        return this.readSubordinator(word);
      case 'that':
        if (clause.need === 'content' || clause.need === 'predicate' || clause.need === 'object') this.embed();
        else this.push('relative', true);
        return;
      case 'what':
      case 'how':
        this.readQuestionWord(word);
        break;
      case 'nominative':
        this.readSubject(true);
        break;
      case 'pronoun':
        this.readPronoun(word, this.tagged[index + 1]);
        break;
      case 'there':
        if (clause.isInverted && !clause.hasSubject) clause.hasSubject = true;
        else this.readSubject(true);
        break;
      case 'objective':
        settle(clause, word);
        return;
      case 'be':
        this.readFinite(word, 'predicate');
        if (this.top.kind === 'embedded' && this.top.hasSubject && (this.top.hasGap || this.top.hasPlaceGap))
          this.top.need = 'nothing';
        break;
      case 'been':
        clause.need = 'predicate';
        return;
      case 'have':
        this.readFinite(word, clause.hasGap ? 'nothing' : 'object');
        break;
      case 'do':
        // "how do i do …": the second is a verb like any other.
        if (clause.need === 'verb' || clause.need === 'action' || this.previous?.tag === 'to') {
          take(clause, 'object');
          return;
        }
        this.readFinite(word, 'verb');
        break;
      case 'modal':
        this.readFinite(word, 'verb');
        break;
      case 'base':
      case 'present':
      case 'past':
        if (word.tag === 'past' && this.isPassive(clause)) {
          clause.need = 'nothing';
          return;
        }
        this.readVerb(word);
        break;
      case 'participle':
        take(clause, this.hasBeBefore(index) ? 'nothing' : wantOf(word));
        if (clause.hasGap) clause.isGapFilled = true;
        return;
      case 'gerund':
        take(clause, wantOf(word));
        if (clause.hasGap && ((clause.isInverted && !clause.hasSubject) || word.valency === 'optional'))
          clause.isGapFilled = true;
        return;
      case 'adjective':
      case 'final-adverb':
        return this.readModifier(word);
      case 'article':
      case 'possessive':
      case 'attributive':
        this.isInNoun = true;
        return;
      case 'preposition':
      case 'particle':
        return this.readPreposition(word);
      case 'to':
        if (clause.need !== 'verb' && clause.need !== 'action') clause.need = 'nothing';
        return;
      default:
        if (nominal.has(word.tag)) this.readNoun(word, this.tagged[index + 1]);
        return;
    }
    this.isAfterAnd = false;
  }

  private push(kind: Clause['kind'], hasGap = false): void {
    this.stack.push(openClause(kind, hasGap));
    this.count++;
  }

  /** Opens the clause that the one above was waiting for. */
  private embed(hasGap = false): void {
    this.top.need = 'nothing';
    this.push('embedded', hasGap);
  }

  /** A new main clause: whatever was open before it is over. */
  private restart(): void {
    this.stack.length = 0;
    this.push('main');
  }

  private leavePhrases({ tag }: TaggedWord): void {
    if (this.isInQuestioned && !questionable.has(tag)) this.isInQuestioned = false;
    if (!withinNoun.has(tag)) this.isInPreposition = false;
    else if (this.isInPreposition && determining.has(tag) && this.previous !== null) {
      // "on my last bill the fee": a second noun phrase begins.
      const isNounOver = nominal.has(this.previous.tag) && !determining.has(this.previous.tag);
      if (isNounOver) this.isInPreposition = false;
    }
  }

  private readSubordinator({ word }: TaggedWord): void {
    const { need } = this.top;
    if (freeRelatives.has(word)) this.push('embedded', true);
    else if (need === 'content' || need === 'object') this.embed();
    else if (this.previous?.tag === 'what' && !this.hasMain) {
      // "what if …" asks on its own.
      this.hasMain = true;
      this.push('embedded');
    } else this.push(this.hasMain ? 'trailing' : 'fronted');
  }

  private readQuestionWord({ tag, word }: TaggedWord): void {
    const clause = this.top;
    const isForNoun = tag === 'what';
    const asks = (!clause.hasSubject && !clause.isFinite) || (this.isAfterAnd && clause.isFinite);
    if (!asks && isForNoun && (this.previous?.tag === 'noun' || this.previous?.tag === 'name')) {
      this.push('relative', true);
      return;
    }
    if (!asks) this.embed();
    else if (clause.isFinite) this.restart();
    this.top.hasGap = isForNoun;
    this.top.hasPlaceGap = !isForNoun && word !== 'why';
    this.top.asksWhere = word === 'where';
    if (asks) this.isInQuestioned = true;
  }

  private readPronoun(word: TaggedWord, next: TaggedWord | undefined): void {
    const clause = this.top;
    const { need } = clause;
    const startsClause = next !== undefined && verbal.has(next.tag);
    const isObject =
      clause.isFinite &&
      !startsClause &&
      (need === 'object' || need === 'gift' || need === 'either' || need === 'action');
    if (isObject || this.previous?.tag === 'preposition' || this.previous?.tag === 'particle') settle(clause, word);
    else {
      const isClaimed = need === 'content' && claiming.has(this.lastBase);
      const isLeftOver = next === undefined && need !== 'content';
      const owesSubject = clause.isInverted && !clause.hasSubject;
      this.readSubject(need !== 'predicate' && !owesSubject && (startsClause || isClaimed || isLeftOver));
    }
    this.answerPlace();
  }

  /** "where is it": the subject was all that was missing. */
  private answerPlace(): void {
    const clause = this.top;
    if (clause.isInverted && clause.hasSubject && clause.need === 'predicate' && (clause.hasGap || clause.hasPlaceGap))
      clause.need = 'nothing';
  }

  private readSubject(isAlwaysSubject: boolean): void {
    const clause = this.top;
    if (this.isAfterAnd && isAlwaysSubject) this.restart();
    else if (!clause.isFinite) {
      if (clause.hasSubject && isAlwaysSubject) this.push('relative', true);
    } else if (clause.hasSubject || !clause.isInverted) {
      if (!isAlwaysSubject) {
        settle(clause, this.previous);
        return;
      }
      this.readNextClause(clause);
    }
    this.top.hasSubject = true;
  }

  /** A subject after a whole clause. */
  private readNextClause(clause: Clause): void {
    const { need } = clause;
    clause.need = 'nothing';
    if (need === 'content') this.push('embedded', clause.hasGap);
    else if (this.previous && relativeBefore.has(this.previous.tag)) this.push('relative', true);
    else if (clause.kind !== 'fronted' && (need === 'object' || need === 'gift' || need === 'predicate'))
      this.push('embedded');
    else this.restart();
  }

  private readFinite(word: TaggedWord, need: Need): void {
    const { kind } = this.top;
    if (this.top.isFinite && (kind === 'relative' || kind === 'embedded' || kind === 'fronted')) this.leaveInner();
    let clause = this.top;
    if (!clause.isFinite && !clause.hasSubject && isAuxiliary(word.tag)) clause.isInverted = true;
    if (clause.isFinite && clause.kind === 'fronted' && isAuxiliary(word.tag)) {
      this.restart();
      clause = this.top;
      clause.hasSubject = this.previous !== null && nominal.has(this.previous.tag);
      clause.isInverted = !clause.hasSubject;
    }
    clause.isFinite = true;
    if (clause.kind === 'main') this.hasMain = true;
    take(clause, need);
    // "who called", "what happened": the missing noun is the subject.
    if (clause.hasGap && !clause.hasSubject && !clause.isInverted) clause.isGapFilled = true;
  }

  /** A second verb belongs to the clause outside: "the order i placed | hasn't arrived". */
  private leaveInner(): void {
    for (let depth = this.stack.length - 2; depth >= 0; depth--) {
      if (this.stack[depth]!.isFinite) continue;
      this.stack.length = depth + 1;
      return;
    }
  }

  private readVerb(word: TaggedWord): void {
    const clause = this.top;
    if (this.previous?.tag === 'to' || clause.need === 'verb' || clause.need === 'action') take(clause, wantOf(word));
    else this.readFinite(word, wantOf(word));
    if (word.valency === 'optional' && this.top.hasGap) this.top.isGapFilled = true;
  }

  /** "is tax included", "has it shipped", "i need this fixed" */
  private isPassive(clause: Clause): boolean {
    const isCaused =
      clause.isFinite &&
      !this.isAfterAnd &&
      causing.has(this.lastBase) &&
      this.previous !== null &&
      causedAfter.has(this.previous.tag);
    const isAsked = clause.isInverted && clause.hasSubject && (clause.need === 'predicate' || clause.need === 'object');
    return isCaused || isAsked;
  }

  private hasBeBefore(index: number): boolean {
    for (let back = index - 1; back >= 0; back--) {
      const { tag } = this.tagged[back]!;
      if (tag === 'be' || tag === 'been') return true;
      if (tag !== 'not' && tag !== 'mid-adverb' && tag !== 'filler') return false;
    }
    return false;
  }

  private readModifier({ tag, word }: TaggedWord): void {
    const clause = this.top;
    if (this.isInQuestioned && !clause.isFinite && this.previous?.word === 'how') {
      clause.hasGap = true;
      clause.isMeasure = true;
      return;
    }
    const { need } = clause;
    const owesSubject = clause.isInverted && !clause.hasSubject && !clause.hasGap && !clause.hasPlaceGap;
    const isPlace = word === 'there' || word === 'here' || word === 'back';
    const settles =
      ((need === 'predicate' || need === 'quality') && !owesSubject) ||
      need === 'either' ||
      (tag === 'final-adverb' && need === 'content') ||
      (isPlace && need === 'object');
    if (settles) clause.need = 'nothing';
  }

  private readPreposition(word: TaggedWord): void {
    const clause = this.top;
    const { need } = clause;
    const settles =
      (need === 'object' && this.lastBase === 'get') ||
      (need === 'predicate' && clause.hasSubject) ||
      need === 'either' ||
      need === 'quality';
    const base = word.tag === 'particle' ? (this.previous?.base ?? null) : null;
    if (settles || (base !== null && standsAlone(base, word.word))) clause.need = 'nothing';
  }

  private readNoun(word: TaggedWord, next: TaggedWord | undefined): void {
    const clause = this.top;
    if (this.isInQuestioned && !clause.isFinite) {
      this.readQuestioned(clause, word);
      return;
    }
    this.isAfterAnd = false;
    const { previous } = this;
    const isCompound =
      this.isInNoun &&
      clause.isFinite &&
      (previous?.tag === 'noun' || previous?.tag === 'modifier-noun' || previous?.tag === 'name');
    this.isInNoun = true;
    if (this.isInPreposition || isCompound) return;
    if (!clause.isFinite) clause.hasSubject = true;
    else if (clause.isInverted && !clause.hasSubject) {
      clause.hasSubject = true;
      this.answerPlace();
    } else if (this.isClaimed(clause, word, next)) {
      this.embed();
      this.top.hasSubject = true;
    } else {
      settle(clause, word);
      if (word.tag === 'indefinite') this.answerPlace();
    }
  }

  private isClaimed({ need }: Clause, { tag }: TaggedWord, next: TaggedWord | undefined): boolean {
    if (need !== 'content' || !claiming.has(this.lastBase)) return false;
    return tag === 'indefinite' ? isAuxiliary(next?.tag) : tag !== 'number' && tag !== 'day' && tag !== 'name';
  }

  /** The noun of "what kind", "how much", "which day". */
  private readQuestioned(clause: Clause, { tag, word }: TaggedWord): void {
    // "how much", "how long": a measure, which "take" and "cost" want.
    if (tag === 'quantifier' || (this.previous?.word === 'how' && tag === 'noun')) {
      clause.hasGap = true;
      clause.isMeasure = true;
    }
    // "what time", "which day": when, not what.
    if (timeNouns.has(word) || word === 'time') {
      clause.hasGap = false;
      clause.hasPlaceGap = true;
    }
  }
}
