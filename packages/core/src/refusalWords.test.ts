import { expect, test } from 'vitest'
import { refusalCodes } from './refusals.ts'
import { languages, refusalWords, sentenceOf } from './refusalWords.ts'

test('every refusal has a sentence of its own in both languages', () => {
  for (const language of languages) {
    const sentences = refusalCodes.map((code) => refusalWords[code][language])
    expect(new Set(sentences).size).toBe(refusalCodes.length)
    for (const sentence of sentences) expect(sentence.at(-1)).toBe(language === 'zh' ? '。' : '.')
  }
})

test('a sentence names what it is about, and says nothing odd when there is nothing to name', () => {
  expect(sentenceOf({ code: 'UnknownUnit', about: 'dept9' }, 'zh')).toBe(
    '单位名录里没有“dept9”，请从名录中选择单位。',
  )
  for (const code of refusalCodes)
    for (const language of languages) {
      expect(sentenceOf({ code, about: 'x9x' }, language)).not.toMatch(/[{}]/)
      expect(sentenceOf({ code }, language)).not.toMatch(/[{}]|（\s*）|\(\s*\)|“”|缺：）|missing: \)/)
    }
})
