import type { Refusal } from './story.ts'
import type { RefusalCode } from './refusals.ts'

/** The languages every sentence exists in. */
export const languages = ['zh', 'en'] as const
export type Language = (typeof languages)[number]

/** One sentence per refusal that a clerk understands: what is wrong, and what to do next. `{about}` is the refusal's own word. */
export const refusalWords: Record<RefusalCode, Record<Language, string>> = {
  // any story
  NotAtThisStage: {
    zh: '目前所处环节（{about}）不能做这一步，请刷新页面，按现在可办的操作办理。',
    en: 'This cannot be done at the present stage ({about}); refresh and use one of the actions offered now.',
  },
  NotYours: {
    zh: '您当前的岗位无权办理这一步，请换岗位登录或转给有权的单位。',
    en: 'The post you act in may not do this; switch to another of your posts or pass it to the unit entitled to it.',
  },
  StaleVersion: {
    zh: '别人刚刚改动过这件事，请刷新后再办。',
    en: 'Someone else has changed this meanwhile; refresh and try again.',
  },
  NoSuchStory: {
    zh: '没有这个编号的事项，请核对编号。',
    en: 'There is nothing under this number; check the number.',
  },
  AlreadyExists: {
    zh: '这个编号已经登记过（{about}），无需重复登记，请直接打开办理。',
    en: 'This is already on file ({about}); open it instead of filing it again.',
  },
  OtherBodySameCommand: {
    zh: '同一操作编号曾提交过不同的内容，请重新打开页面再提交。',
    en: 'The same command id was sent before with other content; open the page again and send it anew.',
  },
  MalformedInstruction: {
    zh: '提交的内容不符合要求（{about}），请检查各项是否填全、有无多余或过长的内容。',
    en: 'What was sent is not in the expected form ({about}); check for missing, unknown or too long fields.',
  },
  UnknownUnit: {
    zh: '单位名录里没有“{about}”，请从名录中选择单位。',
    en: 'There is no unit “{about}” in the registry; choose one from the list.',
  },
  UnknownArea: {
    zh: '区域名录里没有“{about}”，请从街道、社区、网格中选择。',
    en: 'There is no area “{about}” in the registry; choose a street, community or grid from the list.',
  },
  UnknownCategory: {
    zh: '事项分类里没有“{about}”，请从分类中选择。',
    en: 'There is no category “{about}”; choose one from the tree.',
  },
  UnknownDuty: {
    zh: '职责清单里没有“{about}”这一项，请从清单中选择，或说明清单外派件的理由。',
    en: 'There is no item “{about}” on the duty lists; choose one, or say why you dispatch outside the list.',
  },
  ReasonMissing: {
    zh: '请写明理由后再提交（{about}）。',
    en: 'Give a reason and send again ({about}).',
  },
  OtherDistrict: {
    zh: '这件事属于别的区县，请由该区县办理。',
    en: 'This belongs to another district; let that district deal with it.',
  },
  UnitClosed: {
    zh: '单位“{about}”已经撤并，请改选承接它职责的单位。',
    en: 'The unit “{about}” no longer exists; choose the unit that took over its work.',
  },
  SameStoryTwice: {
    zh: '同一件事在一次提交里出现了两次，请分开提交。',
    en: 'The same story is named twice in one request; send the two steps one after the other.',
  },
  // case
  PlaceUnknown: {
    zh: '还不知道发生在哪里，请先补上街道、社区或网格。',
    en: 'The place is not known yet; add the street, community or grid first.',
  },
  CategoryMissing: {
    zh: '还没有确定事项分类，请先分类再派件。',
    en: 'The category is not set; classify the case before you dispatch it.',
  },
  MatterRemoved: {
    zh: '这项工作已明确不再由街道社区承担（{about}），不能下派，请由原责任部门自办。',
    en: 'This work was taken away from streets and communities for good ({about}) and cannot be handed down; the department has to do it itself.',
  },
  AdmissionMissing: {
    zh: '这项工作未经准入，不能下沉到街道社区，请先办理准入手续（{about}）。',
    en: 'This matter has not been admitted for handing down; obtain the admission first ({about}).',
  },
  OnlyThroughTheStreet: {
    zh: '不能直接派给社区，请派给所属街道，由街道安排。',
    en: 'A community cannot be given work directly; dispatch to its street.',
  },
  AccusedLine: {
    zh: '“{about}”是被反映的单位或其下属，不能经手，请改派其他单位或上级。',
    en: '“{about}” is the unit complained about or belongs to it; choose another unit or the level above.',
  },
  DutyNotOfUnit: {
    zh: '所引职责（{about}）不是该单位的，请换一项职责或改派单位。',
    en: 'The duty item ({about}) is not one of this unit’s; cite another item or choose another unit.',
  },
  DoubleTrackOpen: {
    zh: '二级哨的两条线都要办完：到场处理和中心备案还缺一项（{about}）。',
    en: 'Both tracks of level 2 have to be done: the visit or the centre’s record is still open ({about}).',
  },
  ReturnReasonUnknown: {
    zh: '退单理由不在规定之列（{about}），请从列出的理由中选择。',
    en: 'This reason for a return is not admitted ({about}); choose one of those listed.',
  },
  ReturnCitesNoDuty: {
    zh: '退单须引用职责清单条目，请选择相应条目。',
    en: 'A return has to cite an item of the duty list; choose it.',
  },
  ReturnNamesNobody: {
    zh: '退单须指明应由哪个单位负责，且不能是本单位，请选择单位。',
    en: 'A return has to name the unit responsible, and not your own; choose it.',
  },
  ReturnTooLate: {
    zh: '已过退单期限，请继续办理；有争议可请求裁定。',
    en: 'The time for returns is over; go on with the case, and escalate if the duty is disputed.',
  },
  ReturnedTooOften: {
    zh: '本件退单次数已到上限（{about}次），请继续办理或提请上级协调。',
    en: 'The case has been returned as often as allowed ({about}); go on with it or escalate.',
  },
  FirstTakerKeeps: {
    zh: '按首接负责，最先受理的单位（{about}）负责到底，请继续办理。',
    en: 'By the first-taker rule the unit that accepted first ({about}) stays responsible; go on with the case.',
  },
  ReturnOpen: {
    zh: '退单正在裁定，请等裁定结果；时限照常计算。',
    en: 'A return is being ruled on; wait for the ruling (the clock runs on).',
  },
  WhistleOpen: {
    zh: '还有未结束的哨（{about}），请等各单位完成，或由中心说明理由取消。',
    en: 'A whistle on this case is still open ({about}); wait for it to end or have the centre call it off.',
  },
  ReplyIncomplete: {
    zh: '答复不完整，请写清何时受理、联系了谁、做了什么、何时完成（缺：{about}）。',
    en: 'The reply is incomplete; say when it was accepted, who was contacted, what was done and by when (missing: {about}).',
  },
  HandlerMayNotVerify: {
    zh: '经办的人和单位不能核实自己的工作，请由其他单位核实。',
    en: 'Whoever handled it may not verify it; somebody else has to.',
  },
  NotTheVerifier: {
    zh: '本件应由规定的核实单位（{about}）核实，请转其办理。',
    en: 'This has to be verified by the verifier laid down ({about}); leave it to them.',
  },
  ApproverInTheLine: {
    zh: '审批人与申请单位同属一线，请由该单位以外的人审批。',
    en: 'The approver belongs to the unit that asks; someone outside it has to decide.',
  },
  NoSuchRequest: {
    zh: '没有这项待批的申请（{about}），请刷新后再看。',
    en: 'There is no such open request ({about}); refresh and look again.',
  },
  RequestOpen: {
    zh: '已有同类申请在等审批，请等批复后再提。',
    en: 'A request of this kind is waiting already; wait for its answer.',
  },
  AlreadyCarriedOver: {
    zh: '本件已经挂账，请到期复查，不必再次申请。',
    en: 'The case is carried over already; wait for its review date.',
  },
  SelfHandledNotUsed: {
    zh: '本地没有自行处置的办法，请按普通事项上报。',
    en: 'Settling on the spot is not used here; file it as an ordinary case.',
  },
  OriginUnknown: {
    zh: '本件没有这位诉求人（{about}），请核对来件。',
    en: 'The case has no such origin ({about}); check which complaint you mean.',
  },
  OriginAnswered: {
    zh: '这位诉求人已经回访过，一件只回访一次。',
    en: 'This origin has been asked and has answered; it counts once.',
  },
  HandlerMayNotAsk: {
    zh: '承办单位不能自己回访，请由回访人员办理。',
    en: 'The handling unit may not ask the requester itself; leave it to the call-back desk.',
  },
  SurveyImpossible: {
    zh: '本件没有诉求人可供调查，请改用现场核查或专业评估。',
    en: 'There is no requester to survey; use a site check or a professional assessment.',
  },
  NotMergeable: {
    zh: '这两件不能合并（{about}），请分别办理或建立关联。',
    en: 'These two cannot be merged ({about}); handle them apart or relate them.',
  },
  PersonNotOfUnit: {
    zh: '“{about}”不在本单位任职，请从本单位人员中选择。',
    en: '“{about}” holds no post in this unit; choose somebody who does.',
  },
  OrderedByNobodyEntitled: {
    zh: '您的岗位无权发督办单，可以改用催办。',
    en: 'Your post may not issue supervision orders; urge instead.',
  },
  NoSuchSupervision: {
    zh: '没有这份待答复的督办单（{about}），请刷新后再看。',
    en: 'There is no such open supervision order ({about}); refresh and look again.',
  },
  OutsideTheLine: {
    zh: '“{about}”不在本单位所属范围内，只能在本单位内部转办，跨单位请退单或吹哨。',
    en: '“{about}” lies outside your own line; hand on within the unit only, otherwise return the case or whistle.',
  },
  NotResolved: {
    zh: '诉求还没有解决，本地以解决为准，请解决并得到确认后再结案。',
    en: 'The problem is not resolved yet, and here a case closes when it is; have it confirmed first.',
  },
  StillCarriedOver: {
    zh: '本件还在挂账，问题未根治前不能结案，请到期复查。',
    en: 'The case is still carried over and cannot close before the root remedy; wait for its review.',
  },
  // whistle
  LevelUnknown: {
    zh: '本地规则里没有这一级哨（{about}），请从列出的级别中选择。',
    en: 'The rules here know no such whistle level ({about}); choose one of those listed.',
  },
  CallerNotEntitled: {
    zh: '您的岗位不能吹这一级哨，请逐级上报由有权的单位吹哨。',
    en: 'Your post may not blow this whistle; hand the matter up to those who may.',
  },
  CalleeKindNotAllowed: {
    zh: '这一级哨不能呼叫“{about}”这类单位，请换一级哨或换单位。',
    en: 'This whistle cannot call a unit such as “{about}”; choose another level or another unit.',
  },
  ConsulteeOnly: {
    zh: '“{about}”只能征求意见，不能吹哨，请改为“征求意见”。',
    en: '“{about}” can only be consulted, not called; put it in as a consultee.',
  },
  TeamIsTasked: {
    zh: '“{about}”由街道直接管理，派遣任务即可，不用吹哨。',
    en: '“{about}” stands under the street itself; task it instead of whistling.',
  },
  NotConfirmed: {
    zh: '主要领导还没有确认，请确认后再发出。',
    en: 'The principal leader has not confirmed yet; have it confirmed before it is issued.',
  },
  NotReportedToLeader: {
    zh: '还没有向主管领导汇报，请先汇报再提请确认。',
    en: 'The leader in charge has not been told yet; report first, then ask for confirmation.',
  },
  NoLeadUnit: {
    zh: '没有主办单位，请指定一个主办。',
    en: 'There is no lead unit; name exactly one.',
  },
  TwoLeadUnits: {
    zh: '主办单位只能有一个，请把其余的改为协办。',
    en: 'There can be only one lead unit; make the others assisting.',
  },
  CalledTwice: {
    zh: '“{about}”被列了两次，请删去一处。',
    en: '“{about}” is called twice; remove one of the two.',
  },
  MusterMissing: {
    zh: '需要到场的哨要写明集合地点和时间，请补上。',
    en: 'Those called have to come, so give the muster place and time.',
  },
  WhyNotHereMissing: {
    zh: '请写明本级为何解决不了，缺什么权限或力量。',
    en: 'Say why it cannot be solved here: which power or means is missing.',
  },
  NotOnProblemList: {
    zh: '这类问题不在呼应清单上，请先提请裁定由谁负责。',
    en: 'This matter is not on the problem list; ask for a ruling on who has to come first.',
  },
  CaseNotInHand: {
    zh: '所附事项（{about}）不在吹哨单位手上或已办结，请换一件。',
    en: 'The case named ({about}) is not in the caller’s hands or is finished; choose another.',
  },
  NotCalled: {
    zh: '“{about}”不在本次被呼叫的单位之列，请核对单位。',
    en: '“{about}” was not called by this whistle; check the unit.',
  },
  NotReceived: {
    zh: '还没有签收，请先签收。',
    en: 'The order has not been received yet; receive it first.',
  },
  NotAccepted: {
    zh: '还没有承办受理，请先受理。',
    en: 'The order has not been accepted yet; accept it first.',
  },
  NotReported: {
    zh: '还没有报到，请先到场签到（{about}）。',
    en: 'The unit has not reported for duty yet; check in first ({about}).',
  },
  AlreadyDone: {
    zh: '这一步已经办过了（{about}），不用再办。',
    en: 'This has been done already ({about}); nothing is left to do.',
  },
  CheckInByHost: {
    zh: '签到由召集单位登记，请到集合地点向其报到。',
    en: 'The host keeps the register; report at the muster place and have it entered there.',
  },
  CheckInByMeeting: {
    zh: '本次以会议签到为准，请在会上签到。',
    en: 'Attendance of the meeting counts as reporting; sign in there.',
  },
  NoCheckInAsked: {
    zh: '本次不要求到场，直接办理即可。',
    en: 'Presence is not asked for here; go straight on with the task.',
  },
  ReturnOnlyAfterFirstAction: {
    zh: '按规定先处置后争议，请先采取第一步行动再退单。',
    en: 'Act first, dispute afterwards: take the first action, then return the order.',
  },
  ResolutionsOpen: {
    zh: '会议决议还有未完成的（{about}），请完成后再办。',
    en: 'Resolutions of the meeting are still open ({about}); finish them first.',
  },
  UnitsOpen: {
    zh: '还有单位没有完成（{about}），请等其完成、退出或说明理由后再结束。',
    en: 'Some called units have not finished ({about}); wait for them or release them with a reason.',
  },
  ScoreMissing: {
    zh: '还有单位没有评分（{about}），一哨一考核，请评完再结束。',
    en: 'Some called units have no score yet ({about}); one whistle, one score: give it first.',
  },
  AlreadyScored: {
    zh: '“{about}”本次已经评过分，一哨只评一次；有异议请走申诉。',
    en: '“{about}” has been scored for this whistle; a disagreement is an objection, not a second score.',
  },
  NotScored: {
    zh: '“{about}”本次还没有评分或不参加评分。',
    en: '“{about}” has no score in this whistle, or is not one of those scored.',
  },
  ScoreItemsWrong: {
    zh: '评分分项（{about}）与本地评分办法不符，请逐项打分，且不得超过该项分值。',
    en: 'The items scored ({about}) do not fit the scheme: score every item once, within its weight.',
  },
  NotReferable: {
    zh: '该对象或情形（{about}）不在可移送范围内，请改用催办、督办或评价。',
    en: 'This unit or conduct ({about}) cannot be referred to the discipline body; urge, supervise or score instead.',
  },
  ScoreNeedsReason: {
    zh: '分数偏低须写明理由（{about}），请补上。',
    en: 'A mark this low needs its reasons ({about}); add them.',
  },
  NotMutual: {
    zh: '本地没有双向考核，被呼叫单位不用评分。',
    en: 'Those called do not rate the caller here.',
  },
  ObjectionOpen: {
    zh: '申诉尚未裁定（{about}），请等裁定。',
    en: 'An objection is still open ({about}); wait for the ruling.',
  },
  NoObjection: {
    zh: '没有待裁定的申诉（{about}），请刷新后再看。',
    en: 'There is no open objection ({about}); refresh and look again.',
  },
  LimitOutOfBand: {
    zh: '所定时限超出规定范围（{about}），请调整。',
    en: 'The limit lies outside the admitted band ({about}); change it.',
  },
  NotAMeeting: {
    zh: '这次哨没有召开会议，不能办会议的事项。',
    en: 'No meeting belongs to this whistle; convene one first.',
  },
  NotInvited: {
    zh: '“{about}”不在参会单位之列，请先邀请。',
    en: '“{about}” was not invited to the meeting; invite it first.',
  },
  PowerMissing: {
    zh: '所引权限（{about}）不在赋权清单上，请换一项或改派有权的单位。',
    en: 'The power cited ({about}) is not on the power list; cite another or call a unit that has it.',
  },
  // registry
  RowInvalid: {
    zh: '有一行不符合要求（{about}），请改正后重新导入。',
    en: 'A row is not valid ({about}); correct it and put it again.',
  },
  ParentUnknown: {
    zh: '上级“{about}”不在名录里，请先登记上级。',
    en: 'The parent “{about}” is not in the registry; put the parent first.',
  },
  PeriodOverlaps: {
    zh: '“{about}”在这段时间已有一行，请先结束旧的一行。',
    en: '“{about}” already has a row in this period; end the old one first.',
  },
  NotAdministrator: {
    zh: '只有名录管理员可以改动名录，请联系管理员。',
    en: 'Only an administrator of the registry may change it; ask one.',
  },
  StillHasOpenCases: {
    zh: '“{about}”还有未办结的事项，请先指定承接单位。',
    en: '“{about}” still has open cases; name the unit that takes them over first.',
  },
  AdmissionUnknown: {
    zh: '没有这项准入（{about}），请核对清单。',
    en: 'There is no such admission ({about}); check the list.',
  },
}

/** The refusal's sentence in a language; brackets that would stay empty are left out. */
export function sentenceOf({ code, about }: Refusal, language: Language): string {
  const sentence = refusalWords[code][language]
  if (about !== undefined && about !== '') return sentence.replaceAll('{about}', about)
  return sentence
    .replace(/（[^（）]*\{about\}[^（）]*）| \([^()]*\{about\}[^()]*\)|[“”]?\{about\}[“”]?/g, '')
    .replace(/ {2,}/g, ' ')
}
