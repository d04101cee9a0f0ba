// A reporter for vitest: writes what passed, what failed and what was skipped, with the reason, to the file named in SHAOYING_TALLY.
import * as fs from 'node:fs'

export default class Tally {
  onTestRunEnd(modules, unhandled) {
    const tally = { passed: 0, failed: unhandled.length, skipped: [] }
    for (const module of modules) {
      let failedHere = 0
      for (const test of module.children.allTests()) {
        const { state, note } = { note: undefined, ...test.result() }
        if (state === 'passed') tally.passed += 1
        else if (state === 'failed') failedHere += 1
        else
          tally.skipped.push({
            name: `${module.relativeModuleId}: ${test.fullName}`,
            reason: note ?? '',
            file: module.moduleId,
          })
      }
      // A file that does not load, or whose set-up fails, has no failed test to show for it.
      tally.failed += failedHere > 0 ? failedHere : module.ok() ? 0 : 1
    }
    fs.writeFileSync(process.env.SHAOYING_TALLY, JSON.stringify(tally))
  }
}
