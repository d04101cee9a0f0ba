import { fileURLToPath } from 'node:url'

/** The project's folder, from the sources and from the build alike. */
export const root = fileURLToPath(new URL('../../../../', import.meta.url))
