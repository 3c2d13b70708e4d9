import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { completeness } from './completeness.ts';

const lines = (list: string) =>
  list
    .trim()
    .split('\n')
    .map((line) => line.trim());

const finished = lines(`
  yes
  no thanks
  hello
  thank you so much
  tuesday
  hold on
  i want to cancel
  where is my order
  what is it for
  who do i talk to
  i can't log in
  can you turn it off
  yes i do
  the order i placed last week hasn't arrived
  when i tried to log in it said my account was locked
  what if i can't make it
  my card was declined
  could you tell me when my order will arrive
  i'd like to speak to a manager please
  it's five thirty
  my phone number is six one seven five five five zero one four two
  you can reach me at anna dot lopez at gmail dot com
  my date of birth is june third nineteen ninety
  my name is josé garcía
`);

const unfinished = lines(`
  the
  um
  i
  can you
  i would like to
  i need
  i want to cancel my
  my order number is
  because i
  if i order today
  when i tried to log in
  the order i placed last week
  can you tell me
  i'm calling about the
  it's on the red
  i was wondering if
  i think that my internet
  can you look it
  what are you talking
  between nine and
  i'd like to change my uh
  my phone number is six one seven five five
  you can reach me at anna dot lopez at
  my zip code is nine four one
  my date of birth is june third
  i don't
  please send me
`);

describe('completeness', () => {
  it.each(finished)('takes "%s" for a whole utterance', (line) => {
    expect(completeness(line)).toBeGreaterThanOrEqual(0.5);
  });

  it.each(unfinished)('waits after "%s"', (line) => {
    expect(completeness(line)).toBeLessThan(0.5);
  });

  it.each(
    lines(`
      quiero cambiar mi pedido por favor
      me gustaría cambiar la
      je voudrais annuler ma commande
      ich möchte meine bestellung
      vorrei sapere il
      eu quero cancelar o meu pedido
      ik wil graag mijn bestelling
      chcę anulować zamówienie
      siparişimi iptal etmek istiyorum
      отменить заказ
      我想取消订单
      طلب جديد`),
  )('has no opinion on "%s", which is not English', (line) => {
    expect(completeness(line)).toBe(0.5);
  });

  it('has no opinion where nothing was said', () => {
    expect(completeness('')).toBe(0.5);
    expect(completeness(' \t\n…')).toBe(0.5);
  });
});

describe('completeness after a question', () => {
  it.each([
    ['yes', 'Would you like me to book that?', true],
    ['no thanks', 'Is there anything else?', true],
    ['yes but', 'Is there anything else?', false],
    ['five five five', 'What is your phone number?', false],
    ['five five five one two three four five six seven', 'What is your phone number?', true],
    ['area code six one seven then', 'What is your phone number?', false],
    ['sure', 'What is your phone number?', false],
    ['nine four one', 'And your zip code?', false],
    ['nine four one one oh', 'And your zip code?', true],
    ['four four', 'The last four digits of your card, please.', false],
    ['four four one nine', 'The last four digits of your card, please.', true],
    ['march', 'What is your date of birth?', false],
    ['march second nineteen eighty', 'What is your date of birth?', true],
    ['j smith at', 'What is your email address?', false],
    ['j smith at yahoo dot com', 'What is your email address?', true],
    ['twelve', 'What is the address?', false],
    ['twelve north main street', 'What is the address?', true],
    ['hold on', 'What is your phone number?', true],
    ['my', 'How can I help?', false],
  ])('hears "%s" after "%s"', (answer, question, isComplete) => {
    expect(completeness(answer, { question }) >= 0.5).toBe(isComplete);
  });

  it('is surer of a yes that was asked for', () => {
    const question = 'Shall I cancel it?';
    expect(completeness('yeah', { question })).toBeGreaterThanOrEqual(completeness('yeah'));
  });
});

describe('the laws of completeness', () => {
  const word = fc.constantFrom(
    ..."i the to and um yes no my order is where can you that it two five double dot at street because what how much like been don’t i'm".split(
      ' ',
    ),
  );
  const text = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 3_000, size: 'max' }),
    fc.string({ unit: 'binary', maxLength: 3_000, size: 'max' }),
    fc.array(word, { maxLength: 300, size: 'max' }).map((words) => words.join(' ')),
  );

  it('gives a probability for any text after any question', () => {
    fc.assert(
      fc.property(text, fc.option(text, { nil: undefined }), (said, question) => {
        const probability = completeness(said, question === undefined ? {} : { question });
        expect(probability).toBeGreaterThanOrEqual(0.01);
        expect(probability).toBeLessThanOrEqual(0.99);
      }),
    );
  });

  it('says the same of the same words each time', () => {
    fc.assert(
      fc.property(text, (said) => {
        expect(completeness(said)).toBe(completeness(said));
      }),
    );
  });

  it('reads words, not case, closing marks or the spaces around them', () => {
    fc.assert(
      fc.property(
        fc.array(word, { maxLength: 300, size: 'max' }),
        fc.constantFrom('', ' ', '  \t', ' ?', '.', '…\n'),
        (words, end) => {
          const said = words.join(' ');
          const probability = completeness(said);
          expect(completeness(said.toUpperCase())).toBe(probability);
          expect(completeness(`${said}${end}`)).toBe(probability);
          expect(completeness(`  ${words.join('   ')}`)).toBe(probability);
        },
      ),
    );
  });

  it('never takes a filler for an end', () => {
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 300, size: 'max' }),
        fc.constantFrom('um', 'uh', 'er'),
        (words, filler) => {
          expect(completeness(`${words.join(' ')} ${filler}`)).toBeLessThan(0.5);
        },
      ),
    );
  });

  it('reads no more than the last sixty words', () => {
    const last = `${'so i called again and '.repeat(12)} i would like to change my`;
    expect(completeness(`${'el pedido que tengo '.repeat(20)}${last}`)).toBe(completeness(last));
    expect(completeness(last)).toBeLessThan(0.5);
  });

  it('reads no more of a long text than its end', () => {
    const tail = 'i would like to change the delivery address on my';
    for (const filling of ['my order is late and ', 'a', 'í ', '"\'- ', '1 ']) {
      const long = filling.repeat(Math.ceil(100_000 / filling.length));
      const longer = completeness(`${long}${long} ${tail.repeat(12)}`);
      expect(longer).toBe(completeness(`${long} ${tail.repeat(12)}`));
    }
  });
});
