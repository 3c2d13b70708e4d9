/**
 * What a reader needs of a sample: how many, the middle, the bad end, and how wide the middle half is.
 *
 * @param {number[]} samples at least one, any order
 * @returns {{ n: number, median: number, p95: number, p99: number, p25: number, p75: number }} three significant digits
 */
export function summarize(samples) {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (part) => rounded(quantile(sorted, part));
  return { n: sorted.length, median: at(0.5), p95: at(0.95), p99: at(0.99), p25: at(0.25), p75: at(0.75) };
}

/** Linear between the two nearest ranks. */
export function quantile(sorted, part) {
  if (sorted.length === 0) throw new RangeError('A sample without values has no quantile.');
  const place = (sorted.length - 1) * part;
  const below = sorted[Math.floor(place)];
  return below + (sorted[Math.ceil(place)] - below) * (place - Math.floor(place));
}

const rounded = (value) => Number(value.toPrecision(3));
