/** How long a card's summary may be, in characters. */
export const summaryLength = 60

const telling: readonly [RegExp, string][] = [
  [/[\w.+-]+@[\w-]+(\.[\w-]+)+/g, '＊'],
  [/https?:\/\/\S+/g, '＊'],
  // Identity cards, telephone and account numbers, plates: any run of five digits or more, also when broken by spaces or hyphens.
  [/\d(?:[\s\-－—·]?\d){4,}[\dXx]?/g, '＊'],
  [/[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·\s]?[A-Z0-9]{5,6}/g, '＊'],
  // Who says "I am …", "my name is …", "contact: …".
  [/(我叫|我是|本人|姓名[:：]?|联系人[:：]?|户主[:：]?|业主[:：]?)\s?[\u4e00-\u9fa5]{2,4}(?=[,，。;；\s、（(]|$)/g, '$1＊'],
  [/[\u4e00-\u9fa5]{1,2}(先生|女士|师傅|老师|大爷|大妈|阿姨|书记|主任)/g, '＊$1'],
  [/\d{1,4}(号楼|栋|幢|单元|室|号)/g, '＊$1'],
]

/** The first 60 characters of a matter without what tells who asks: numbers, plates, names after "I am", doors. A card shows it; the words lie in `content`. */
export function maskedSummary(title: unknown, words: string): string {
  const head = typeof title === 'string' && title.trim() !== '' ? title : words
  let text = head.slice(0, 400).replace(/\s+/g, ' ').trim()
  for (const [pattern, instead] of telling) text = text.replace(pattern, instead)
  const characters = [...text]
  return characters.length <= summaryLength ? text : `${characters.slice(0, summaryLength - 1).join('')}…`
}
