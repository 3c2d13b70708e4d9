/**
 * The one form under which a phone number is compared.
 *
 * @param text as a person types it or a carrier sends it: `"+1 (318) 633-0963"`, `"0034612345678"`, `"sip:front@desk.example"`
 * @returns E.164 (`"+13186330963"`), a SIP address in lower case, or undefined when it is neither. Bare digits are read as having their country code.
 */
export function normalizePhoneNumber(text: string): string | undefined {
  const trimmed = text.trim();
  if (/^sips?:[^\s@]+(@[^\s@]+)?$/i.test(trimmed)) return trimmed.toLowerCase();
  if (!/^\+?[\d\s().\-/]+$/.test(trimmed)) return undefined;
  const digits = trimmed.replace(/\D/g, '').replace(/^00/, '');
  return /^[1-9]\d{6,14}$/.test(digits) ? `+${digits}` : undefined;
}
