#!/usr/bin/env node
import { existsSync } from 'node:fs'

const program = new URL('../dist/cli/main.js', import.meta.url)
if (existsSync(program)) await import(program.href)
else {
  console.error('The program is not built yet: run `npm start` once, or `npx tsc -b apps/server`.')
  process.exitCode = 1
}
