/** The space of ids for what is imported: a row keeps its story and its commands however often its file is read. */
export const importSpace = '7d1f1c2e-5a0b-4f5e-9a34-2c8f5b6e0d11'
/** The space of ids for stories played from a file. */
export const storySpace = '0c2b7f46-93f1-4a55-8f0e-6d1c54b7a902'
/** The space of ids for the generated demo. */
export const demoSpace = 'b8a4e3d0-1f67-4d0c-8c55-90f7e2a61c3b'
