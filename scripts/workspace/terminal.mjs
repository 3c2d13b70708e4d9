/** Colour only where a person looks: a terminal, unless they asked for none (https://no-color.org). */
const isColoured = process.stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb';

const style = (code) => (text) => (isColoured ? `\x1b[${code}m${text}\x1b[0m` : String(text));

export const paint = {
  bold: style(1),
  dim: style(2),
  red: style(31),
  green: style(32),
  yellow: style(33),
  blue: style(34),
  magenta: style(35),
  cyan: style(36),
};

/** `0.4 s`, `12 s`, `3 min 5 s`. */
export function seconds(ms) {
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)} s`;
  const whole = Math.round(ms / 1000);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
