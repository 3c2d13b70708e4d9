/** @returns each word of the lists under its key; where a word is listed twice, the first listing counts */
export function listed<Key extends string>(lists: Partial<Record<Key, string>>): Map<string, Key> {
  const found = new Map<string, Key>();
  for (const [key, list] of Object.entries<string | undefined>(lists)) {
    for (const word of words(list ?? '')) if (!found.has(word)) found.set(word, key as Key);
  }
  return found;
}

/** @returns the words of a list, which may run over several lines */
export function words(list: string): string[] {
  return list.split(/\s+/).filter((word) => word !== '');
}
