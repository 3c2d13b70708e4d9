import { paint } from '../workspace/terminal.mjs';
import { describeEvent } from './event-line.mjs';

const COLOURS = {
  call: paint.bold,
  user: paint.cyan,
  turn: paint.yellow,
  bot: paint.green,
  trouble: paint.red,
  other: paint.dim,
};

/**
 * Prints events as they happen, one per line, except that the words of the bot grow on one line as they are played.
 *
 * @param {(text: string) => void} write
 */
export function createEventPrinter(write) {
  let isInWords = false;
  return {
    print(event) {
      const line = describeEvent(event);
      if (line === null) return;
      if (event.name === 'bot.word' && isInWords) return write(` ${COLOURS.bot(line.text)}`);
      if (isInWords) write('\n');
      const time = (event.at / 1000).toFixed(2).padStart(7);
      isInWords = event.name === 'bot.word';
      const text = isInWords ? COLOURS.bot(line.text) : line.text;
      write(`${paint.dim(time)}  ${COLOURS[line.who](event.name.padEnd(18))} ${text}`);
      if (!isInWords) write('\n');
    },
    end() {
      if (isInWords) write('\n');
      isInWords = false;
    },
  };
}
