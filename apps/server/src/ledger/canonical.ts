/**
 * JSON in the canonical form of RFC 8785: keys sorted by UTF-16 code units, no white space, numbers and strings as ECMAScript
 * prints them. The bytes of an entry are written once in this form, so that anyone can compute its leaf again.
 */
export function canonical(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null'
  if (Array.isArray(value)) {
    let text = '['
    for (let n = 0; n < value.length; n++) text += (n === 0 ? '' : ',') + canonical(value[n])
    return text + ']'
  }
  // A plain object: whatever reaches the ledger came from JSON or from the law, which makes plain data.
  const record = value as Record<string, unknown>
  const keys = Object.keys(record).sort()
  let text = '{'
  let first = true
  for (const key of keys) {
    const item = record[key]
    if (item === undefined) continue
    text += (first ? '' : ',') + JSON.stringify(key) + ':' + canonical(item)
    first = false
  }
  return text + '}'
}
