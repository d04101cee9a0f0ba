import { DownOutlined } from '@ant-design/icons'
import { Button, Dropdown, Space } from 'antd'
import { useState } from 'react'
import { useWords } from '../words/words.ts'
import type { About } from './about.ts'
import { CommandForm } from './CommandForm.tsx'
import { storyCommands } from './schema.ts'

type Props = {
  permits: readonly string[]
  about: Omit<About, 'command'>
  version: number
  /** How many are buttons of their own; the rest is one menu away. */
  most?: number
  size?: 'small' | 'middle'
  /** Commands that another part of the page, or a page of their own, takes care of. */
  elsewhere?: ReadonlySet<string>
  empty?: React.ReactNode
}

/**
 * What comes first when several things may be done: the next step of the story, then its other branch, then what can be
 * done at any time. What is not named here stays in the menu.
 */
const order = [
  'ConfirmWhistle',
  'ReportToLeader',
  'IssueWhistle',
  'RuleOnMatter',
  'RuleOnReturn',
  'RuleOnOrderReturn',
  'RuleOnScore',
  'TriageCase',
  'DispatchCase',
  'ReceiveCase',
  'AcceptCase',
  'ReceiveOrder',
  'AcceptOrder',
  'NameVisitor',
  'Visit',
  'Record',
  'GrantRequest',
  'RefuseRequest',
  'VerifyCase',
  'RejectFinish',
  'CloseCase',
  'AnswerCallBack',
  'NameTeam',
  'CheckIn',
  'AcceptTask',
  'SendBackTask',
  'GrantOrderExtension',
  'RefuseOrderExtension',
  'AnswerSupervision',
  'AssignHandler',
  'ContactRequester',
  'LogWork',
  'FinishTask',
  'FinishCase',
  'ScoreUnit',
  'CombineScore',
  'CloseWhistle',
  'RateWhistle',
  'RaiseCase',
  'ReturnCase',
  'ReturnOrder',
  'RefuseWhistle',
  'ConveneMeeting',
  'SignAttendance',
  'CloseAttendance',
  'RecordResolution',
  'LogResolution',
  'FinishResolution',
  'UrgeCase',
  'UrgeUnit',
  'SuperviseCase',
  'CorrectCase',
]
const rank = (command: string) => order.indexOf(command) + 1 || order.length + 1

/** Exactly what the law answers to "what may I do now?"; this file knows no rules. */
export function ActionBar({
  permits,
  about,
  version,
  most = 3,
  size = 'middle',
  elsewhere,
  empty = null,
}: Props) {
  const { t, word } = useWords()
  const [open, setOpen] = useState<string>()
  const kind = about.story.kind === 'whistle' ? 'whistle' : 'case'
  const offered = permits
    .filter((command) => command in storyCommands[kind] && !elsewhere?.has(command))
    .toSorted((a, b) => rank(a) - rank(b))
  const first = offered.slice(0, offered.length === most + 1 ? most + 1 : most)
  const rest = offered.slice(first.length)
  return (
    <>
      {offered.length === 0 ? empty : null}
      <Space wrap size={8}>
        {first.map((command, n) => (
          <Button
            key={command}
            size={size}
            type={n === 0 ? 'primary' : 'default'}
            data-command={command}
            onClick={() => setOpen(command)}
          >
            {word('command', command)}
          </Button>
        ))}
        {rest.length > 0 ? (
          <Dropdown
            trigger={['click']}
            menu={{
              items: rest.map((command) => ({ key: command, label: word('command', command) })),
              onClick: ({ key }) => setOpen(key),
            }}
          >
            <Button size={size} data-command="more">
              {t('case.more')} <DownOutlined />
            </Button>
          </Dropdown>
        ) : null}
      </Space>
      {open ? (
        <CommandForm
          key={open}
          about={{ ...about, command: open }}
          version={version}
          onClose={() => setOpen(undefined)}
        />
      ) : null}
    </>
  )
}
