import { describe, expect, test } from 'vitest'
import { caseCommands, caseStages, registryCommands, whistleCommands } from '@shaoying/core'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './platform/root.ts'

const page = readFileSync(join(root, 'docs/glossary.md'), 'utf8')

const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| ---'))
  .map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  )

/** Words of the columns that name things: "name in code" of the terms, the first column of the other two tables. */
const glossary = new Set(
  rows.flatMap((cells) => {
    const [first = '', second = ''] = cells
    const names = /\p{Script=Han}/u.test(first) ? second : first
    return [...names.toLowerCase().matchAll(/[a-z]+/g)].map(([word]) => word)
  }),
)

/** The words of a PascalCase or snake_case name that the glossary does not have, in singular or plural. */
function unknownWords(name: string): string[] {
  return name
    .split(/(?=[A-Z])|_/)
    .map((word) => word.toLowerCase())
    .filter((word) => !singulars(word).some((form) => glossary.has(form)))
}

const singulars = (word: string): string[] => [word, word.replace(/s$/, ''), word.replace(/ies$/, 'y')]

describe('every command is made of glossary words', () => {
  for (const [story, shapes] of Object.entries({
    case: caseCommands,
    whistle: whistleCommands,
    registry: registryCommands,
  }))
    test(story, () => {
      const unknown = Object.keys(shapes).filter((name) => unknownWords(name).length > 0)
      expect(unknown.map((name) => `${name}: ${unknownWords(name).join(', ')}`)).toEqual([])
    })

  test('a word that is not there is found', () => {
    expect(unknownWords('FrobnicateCase')).toEqual(['frobnicate'])
    expect(unknownWords('EscalateSuperbly')).toEqual(['superbly'])
  })

  test('a command named as an example exists', () => {
    const known = new Set(
      [caseCommands, whistleCommands, registryCommands].flatMap((shapes) => Object.keys(shapes)),
    )
    const section = page.slice(page.indexOf('## Words that commands are made of'))
    const named = [...section.matchAll(/`([A-Z][A-Za-z]+)`/g)].map(([, name = '']) => name)
    expect(named.length).toBeGreaterThan(60)
    expect(named.filter((name) => !known.has(name))).toEqual([])
  })
})

test('each Chinese term stands once', () => {
  const terms = rows.map(([first = '']) => first).filter((first) => /\p{Script=Han}/u.test(first))
  const seen = new Set<string>()
  const twice = terms
    .flatMap((cell) => cell.split(/\s*[/、]\s*|\s+/))
    .filter((term) => term !== '' && term !== '中文' && (seen.has(term) || !seen.add(term)))
  expect(twice).toEqual([])
})

test('the stages of a case are forms of glossary words', () => {
  const forms = (stage: string) => [
    stage,
    stage.replace(/ed$/, ''),
    stage.replace(/d$/, ''),
    stage.replace(/ied$/, 'y'),
    stage.replace(/ing$/, 'er'),
    stage.replace(/ched$/, 'ch'),
  ]
  // `absent` and `collected` are no word of an office: not there yet, and the first of the nine steps.
  const unknown = caseStages.filter(
    (stage) =>
      stage !== 'absent' && stage !== 'collected' && !forms(stage).some((form) => glossary.has(form)),
  )
  expect(unknown).toEqual([])
})
