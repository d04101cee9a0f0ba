#!/usr/bin/env -S node --max-old-space-size=384
// A server shares its machine with a database: with a limit its heap grows by what is needed and not by what the machine has, and keeps to about
// 150 MB under load. Who needs more says so in NODE_OPTIONS after it, or starts this file with node and a limit of their own.
import { existsSync } from 'node:fs'

const program = new URL('../dist/cli/main.js', import.meta.url)
if (existsSync(program)) await import(program.href)
else {
  console.error('The program is not built yet: run `npm start` once, or `npx tsc -b apps/server`.')
  process.exitCode = 1
}
