/** A page as text, for tests that read the documents: the law itself has no files. */
declare module '*.md?raw' {
  const text: string
  export default text
}
