// npm run build: installs and builds what is missing, and starts nothing.
import { build, checkNode, install } from './prepare.mjs'

checkNode()
install()
if (!build()) process.exitCode = 1
