import * as fs from 'node:fs'
import { join } from 'node:path'
import { failure } from './failure.ts'

/** Makes a folder of ours where any account may look it up; throws a failure when a stranger made it first. */
export function systemFolder(name: string): string {
  for (const parent of ['/var/lib/shaoying', '/var/tmp/shaoying']) {
    try {
      fs.mkdirSync(join(parent, name), { recursive: true })
    } catch {
      continue
    }
    for (const path of [parent, join(parent, name)]) {
      const { uid } = fs.lstatSync(path)
      if (uid !== process.getuid?.())
        throw failure(`The folder ${path} belongs to another account: remove it.`)
      fs.chmodSync(path, 0o711)
    }
    return join(parent, name)
  }
  throw failure(
    'Neither /var/lib nor /var/tmp can be written to: set DATA_DIR to a folder that every account can look into.',
  )
}
