import type { FastifyReply } from 'fastify'

/** Every way a whole request is refused, as an RFC 9457 problem document; refusals of single instructions are answers, not problems. */
const problems = {
  NotSignedIn: { status: 401, zh: '请先登录。', en: 'Please sign in first.' },
  SignInRefused: { status: 401, zh: '账号或密码不对。', en: 'The account or the password is wrong.' },
  Locked: { status: 429, zh: '输错次数过多，账号已锁定 15 分钟，请稍后再试。', en: 'Too many wrong passwords: the account is locked for 15 minutes.' },
  LinkInvalid: { status: 401, zh: '链接无效或已过期，请向管理员索取新链接。', en: 'The link is not valid or has expired: ask your administrator for a new one.' },
  PasswordWeak: { status: 422, zh: '密码太弱：至少 10 个字符，且不能与账号相同。', en: 'The password is too weak: at least 10 characters and not the account name.' },
  NotMyPost: { status: 403, zh: '这不是您的岗位。', en: 'That is not one of your posts.' },
  NoPost: { status: 403, zh: '您目前没有在任的岗位，请联系管理员。', en: 'You hold no post at present: ask your administrator.' },
  NotFound: { status: 404, zh: '查无此件。', en: 'There is nothing here by that name.' },
  Malformed: { status: 400, zh: '请求格式不对，请检查后重试。', en: 'The request is not well formed.' },
  BadCursor: { status: 400, zh: '翻页标记无效，请从第一页开始。', en: 'The page mark is not valid: start from the first page.' },
  TooLarge: { status: 413, zh: '内容过大。', en: 'The request is too large.' },
  WrongType: { status: 415, zh: '不支持的内容类型。', en: 'That content type is not supported.' },
  FileRefused: { status: 415, zh: '不支持的文件类型：请上传图片、PDF、音频、视频或办公文档。', en: 'That kind of file is not accepted: pictures, PDF, sound, video and office documents are.' },
  RealTime: { status: 409, zh: '本库使用真实时间，不能调整时钟。', en: 'This database keeps real time: its clock cannot be moved.' },
  TooMany: { status: 429, zh: '请求过于频繁，请稍后再试。', en: 'Too many requests: please wait a little.' },
  OutcomeUnknown: { status: 503, zh: '系统繁忙，结果未知：请用同一指令重试，不会重复办理。', en: 'The outcome is unknown: send the same command again, it will not happen twice.' },
  Broken: { status: 500, zh: '系统出错，已记录。', en: 'Something broke; it has been recorded.' },
} as const
export type ProblemCode = keyof typeof problems

/** Thrown inside a route; the one error handler answers it. */
export class Refusal extends Error {
  readonly problem: ProblemCode
  readonly detail: string | undefined
  constructor(problem: ProblemCode, detail?: string) {
    super(problem)
    this.problem = problem
    this.detail = detail
  }
}

export type Language = 'zh' | 'en'
export const languageOf = (header: string | undefined): Language => (/^\s*en\b/i.test(header ?? '') ? 'en' : 'zh')

/** Answers with a problem document. */
export function sendProblem(reply: FastifyReply, code: ProblemCode, language: Language, detail?: string): FastifyReply {
  const { status } = problems[code]
  return reply
    .code(status)
    .type('application/problem+json')
    .send({ type: `urn:shaoying:problem:${code}`, title: problems[code][language], status, code, ...(detail === undefined ? {} : { detail }) })
}
