/** Levels of the area tree a profile can name (层级); a plain grid is `grid1`. */
export const levelNames = ['city', 'district', 'street', 'community', 'grid1', 'grid2', 'building'] as const
export type LevelName = (typeof levelNames)[number]

/** The nine steps of a matter (九步), in order. */
export const stepNames = [
  'collect',
  'consolidate',
  'classify',
  'publish',
  'accept',
  'report',
  'act',
  'verify',
  'evaluate',
] as const
export type StepName = (typeof stepNames)[number]

/** Whether those called must come: to the place, to a meeting, or not at all (L8). */
export const presences = ['required', 'meeting', 'none'] as const
export type Presence = (typeof presences)[number]

/** How 报到 becomes a fact (L7). */
export const checkIns = ['host_register', 'rotating_code', 'meeting_attendance', 'not_needed'] as const
export type CheckIn = (typeof checkIns)[number]

/** Parts of a request letter or whistle order that a city can require (承办需求信函、哨令). */
export const orderFields = [
  'issuer',
  'number',
  'urgency',
  'title',
  'addressee',
  'copies',
  'level_and_kind',
  'cases',
  'facts',
  'why_not_here',
  'basis',
  'act_asked',
  'limit',
  'lead_and_assisting',
  'muster',
  'contact',
  'signer',
  'attachments',
  'reply_slip',
] as const
export type OrderField = (typeof orderFields)[number]

/** Clocks of the law, each with a limit in the profile. */
export const limitNodes = [
  'receive',
  'contact',
  'report',
  'reportHard',
  'reportEmergency',
  'firstAction',
  'finish',
  'verify',
  'score',
  'level1',
  'level2Visit',
  'level2Record',
  'leaderConfirm',
  'returnRuling',
  'supervisionAnswer',
  'caseFinish',
  'resolution',
] as const
export type LimitNode = (typeof limitNodes)[number]

/** Why a unit may hand a matter back (退单). */
export const returnReasons = [
  'not_our_duty',
  'wrong_place',
  'facts_missing',
  'duplicate',
  'in_progress',
  'other_legal_channel',
  'needs_higher_level',
] as const
export type ReturnReason = (typeof returnReasons)[number]

/** Why a root remedy may wait (挂账). */
export const carryOverReasons = [
  'season',
  'project_approval',
  'funds',
  'litigation',
  'historic_title',
] as const
export type CarryOverReason = (typeof carryOverReasons)[number]

/** Who verifies (核实); never the handler, whatever a profile says. */
export const verifiers = [
  'calling_office',
  'centre',
  'other_office',
  'random_draw',
  'third_party',
  'requester',
] as const
export type Verifier = (typeof verifiers)[number]

/** How one verifies: a look at the site, 专业评估, 群众满意度调查, photos, the asker's word, a drawn sample. */
export const verificationMethods = [
  'site_check',
  'professional_assessment',
  'survey',
  'photos',
  'requester',
  'sample',
] as const
export type VerificationMethod = (typeof verificationMethods)[number]

/** Who gives a part of a called unit's result. */
export const scorers = ['system', 'street', 'department', 'requester'] as const
export type Scorer = (typeof scorers)[number]

/** Facts the system part of a result is read from. */
export const scoreItems = [
  'received_in_time',
  'contacted_in_time',
  'reported_in_time',
  'first_action_in_time',
  'finished_in_time',
  'no_rework',
  'came_prepared',
  'cooperated',
  'result_on_site',
  'matter_was_ours',
  'order_was_clear',
  'host_was_ready',
  'requester_contacted',
  'requester_resolved',
  'requester_satisfied',
] as const
export type ScoreItemName = (typeof scoreItems)[number]

/** Where a dispute goes next, sideways or up (L12). */
export const escalationTargets = ['committee', 'meeting', 'adjudicator', 'supervision'] as const
export type EscalationTarget = (typeof escalationTargets)[number]

/** Lists a city keeps. */
export const listNames = [
  'duty',
  'problem',
  'power',
  'demand',
  'resource',
  'project',
  'service_items',
  'small_powers',
  'party_affairs',
  'seal_use',
] as const
export type ListName = (typeof listNames)[number]

/** Rates a city publishes. */
export const rateNames = ['closed', 'resolved', 'response', 'satisfaction', 'contained'] as const
export type RateName = (typeof rateNames)[number]

/** Who commands a team at the street (L9); the first two are tasked, the third is whistled. */
export const controlModes = ['standing', 'dual', 'unified_command'] as const
export type ControlMode = (typeof controlModes)[number]

/** Where a value of a profile comes from: the city's own text, another public source, or an assumption shown as such. */
export const marks = ['stated', 'other source', 'assumed'] as const
export type Mark = (typeof marks)[number]

/** What a person may refer to the discipline body: 不作为 慢作为 乱作为 虚作为. */
export const conducts = ['inaction', 'slow', 'wrong', 'false'] as const
export type Conduct = (typeof conducts)[number]
