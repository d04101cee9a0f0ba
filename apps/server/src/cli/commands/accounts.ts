import { closeAccount, createLink } from '../../door/accounts.ts'
import { postsInForce } from '../../door/actorOf.ts'
import { listAccounts } from '../../door/listAccounts.ts'
import { openAccounts, type AccountFault, type WantedAccount } from '../../door/openAccounts.ts'
import type { House } from '../../house/house.ts'
import { readConfig } from '../../platform/config.ts'
import { failure } from '../../platform/failure.ts'
import type { Command, Given } from '../arguments.ts'
import { districtOf, onlyDistrict } from '../district.ts'
import { addressOf } from '../link.ts'
import { withHouse } from '../openPlace.ts'
import { say } from '../print.ts'
import { readSheetFile } from '../sheetFile.ts'
import { readStaff, type StaffFinding } from '../staffSheet.ts'

/** `shaoying account create`. */
export const accountCreate: Command = {
  name: 'account create',
  does: 'Open an account for somebody of the staff, or many from a list; prints a one-time link for each first password (24 hours).',
  positionals: ['[login]'],
  flags: {
    name: { type: 'string', value: 'words', does: 'the person’s name, as colleagues see it' },
    district: {
      type: 'string',
      value: 'code',
      does: 'where the account belongs; needed where the database has several districts',
    },
    person: {
      type: 'string',
      value: 'pseudonym',
      does: 'the person as the list of posts names them; a new pseudonym where left out',
    },
    administers: { type: 'boolean', does: 'lets it administer the district as well' },
    from: {
      type: 'string',
      value: 'file',
      does: 'many, from xlsx or csv with the columns login, name, person, district',
    },
    'dry-run': { type: 'boolean', does: 'only say what would be opened' },
  },
  async run(given) {
    const [login] = given.positionals
    const file = given.text('from')
    if ((login === undefined) === (file === undefined))
      throw failure('Name one account, or give a list with --from.')
    if (login !== undefined) return createOne(given, login)
    if (['name', 'person'].some((flag) => given.text(flag) !== undefined) || given.flag('administers'))
      throw failure('--name, --person and --administers are for one account, not for a list.')
    return createMany(given, file ?? '')
  },
}

async function createOne(given: Given, login: string): Promise<void> {
  const config = readConfig(process.env)
  const name = given.text('name')
  if (name === undefined) throw failure('Say with --name how colleagues call the person.')
  await withHouse(config, {}, async (house) => {
    const district = await onlyDistrict(house, given.text('district'))
    if (!(await house.districts()).includes(district))
      throw failure(`The district ${district} is not in this database: load it with shaoying registry load.`)
    const person = given.text('person')
    const account: WantedAccount = {
      login,
      name,
      district,
      administers: given.flag('administers'),
      ...(person === undefined ? {} : { person }),
    }
    const dryRun = given.flag('dry-run')
    const [opening] = await openAccounts(house.db.door, [account], { dryRun })
    if (!opening) throw new Error('the door gave no answer')
    if (opening.outcome === 'faulty') throw failure(`${login}: ${sentences[opening.code]}`)
    if (opening.outcome === 'there' && !opening.waiting)
      throw failure(
        `The account ${login} is open already and has a password: shaoying account link ${login} makes a new link.`,
      )
    if (dryRun) {
      say(given, `Dry run: the account ${login} would be opened.`, { login, district, ready: 1 })
      return
    }
    // Asked again before the first link was used, it gives a new one.
    const link = opening.outcome === 'opened' ? opening.link : await createLink(house.db.door, login)
    if (!link) throw failure(sentences.AccountClosed)
    const posts = await postsHeld(house, district, opening.person)
    const address = addressOf(config, link)
    say(
      given,
      [
        `The account ${login} is person ${opening.person}, ${posts.length > 0 ? `with the posts ${posts.join(', ')}` : `who holds no post in ${district} yet`}.`,
        `Open this link once, before ${link.expiresAt}, to set the password of ${login}:`,
        address,
      ],
      { login, person: opening.person, district, posts, link: address, expiresAt: link.expiresAt },
    )
  })
}

async function createMany(given: Given, file: string): Promise<void> {
  const config = readConfig(process.env)
  const sheet = await readSheetFile(file)
  await withHouse(config, {}, async (house) => {
    const districts = await house.districts()
    const [only] = districts.length === 1 ? districts : []
    const { staff, findings: unread } = readStaff(sheet, { usual: districtOf(given) ?? only, districts })
    const dryRun = given.flag('dry-run')
    const openings = await openAccounts(
      house.db.door,
      staff.map(({ account }) => account),
      { dryRun },
    )
    const findings: Finding[] = unread.map((finding) => ({ ...finding, message: sentences[finding.code] }))
    const opened = []
    let unchanged = 0
    for (const [n, { row, account }] of staff.entries()) {
      const opening = openings[n]
      if (opening?.outcome === 'faulty')
        findings.push({ row, column: opening.field, code: opening.code, message: sentences[opening.code] })
      else if (opening?.outcome === 'opened') {
        const { login, district, person = dryRun ? null : opening.person } = account
        opened.push({
          login,
          person,
          district,
          posts: await postsHeld(house, district, opening.person),
          link: opening.link && addressOf(config, opening.link),
          expiresAt: opening.link?.expiresAt ?? null,
        })
      } else unchanged += 1
    }
    findings.sort((a, b) => a.row - b.row)
    for (const { row, column, message } of findings)
      console.error(`row ${row}${column ? `, ${column}` : ''}: ${message}`)
    const idle = opened.filter(({ posts }) => posts.length === 0).length
    const counts = `${unchanged} are there already, ${findings.length} findings; ${idle} of the new ones hold no post yet.`
    say(
      given,
      [
        ...opened.flatMap(({ login, person, link }) => (link === null ? [] : `${login}\t${person}\t${link}`)),
        dryRun
          ? `Dry run: ${opened.length} accounts would be opened, ${counts}`
          : `${opened.length} accounts are opened, ${counts}`,
      ],
      dryRun
        ? { ready: opened.length, unchanged, findings, withoutPost: idle }
        : { opened, unchanged, findings },
    )
    if (findings.length > 0) process.exitCode = 1
  })
}

type Finding = Omit<StaffFinding, 'code'> & {
  readonly code: StaffFinding['code'] | AccountFault
  readonly message: string
}

const sentences: Readonly<Record<Finding['code'], string>> = {
  ColumnMissing: 'This column is missing.',
  CellMissing: 'This cell must not be empty.',
  NoRows: 'The table is empty.',
  Twice: 'This login stands twice in the file.',
  DistrictUnknown: 'This is no district of the database: load it with shaoying registry load.',
  NotALogin: 'A login has letters, digits and _ . @ - alone, 80 at most.',
  NotAName: 'A name has 1 to 80 characters on one line.',
  NotAPseudonym: 'A pseudonym has letters, digits and _ . : @ - alone, 64 at most.',
  AccountClosed: 'This account is closed and stays so: take another login.',
  AccountDiffers: 'There is an account of this login already, with another name, person, district or right.',
  PersonDiffers: 'This person is known already, by another name.',
}

async function postsHeld(house: House, district: number, person: string): Promise<string[]> {
  const { registry } = await house.rules.rulesFor(house.db.reader, district)
  return postsInForce(registry, person).map(({ id }) => id)
}

/** `shaoying account list`. */
export const accountList: Command = {
  name: 'account list',
  does: 'List the accounts: login, district, posts in force, and whether it is open, waiting for its first password, locked or closed. No names.',
  positionals: [],
  flags: { district: { type: 'string', value: 'code', does: 'one district alone' } },
  async run(given) {
    const only = districtOf(given)
    const accounts = await withHouse(readConfig(process.env), {}, async (house) => {
      const listed = []
      for (const account of await listAccounts(house.db.door, only)) {
        const { district, person } = account
        listed.push({ ...account, posts: district === null ? [] : await postsHeld(house, district, person) })
      }
      return listed
    })
    const lines = accounts.map(({ login, person, district, state, posts, administers }) =>
      [
        login,
        person,
        district ?? '-',
        state,
        posts.join(' ') || '-',
        administers.length > 0 ? `administers ${administers.join(' ')}` : '',
      ]
        .filter((cell) => cell !== '')
        .join('\t'),
    )
    say(given, [...lines, `${accounts.length} accounts.`], accounts)
  },
}

/** `shaoying account link`. */
export const accountLink: Command = {
  name: 'account link',
  does: 'Print a new one-time link (24 hours) for an account; its password, its earlier links and its sessions end.',
  positionals: ['<login>'],
  flags: {},
  async run(given) {
    const config = readConfig(process.env)
    const [login = ''] = given.positionals
    const link = await withHouse(config, {}, ({ db }) => createLink(db.door, login))
    if (!link) throw failure(`There is no open account ${login}: see shaoying account list.`)
    const address = addressOf(config, link)
    say(given, [`Open this link once, before ${link.expiresAt}, to set the password of ${login}:`, address], {
      login,
      link: address,
      expiresAt: link.expiresAt,
    })
  },
}

/** `shaoying account close`. */
export const accountClose: Command = {
  name: 'account close',
  does: 'Close an account for good; its sessions end at once. What its person did stays in the ledger.',
  positionals: ['<login>'],
  flags: {},
  async run(given) {
    const [login = ''] = given.positionals
    if (!(await withHouse(readConfig(process.env), {}, ({ db }) => closeAccount(db.door, login))))
      throw failure(`There is no account ${login}: see shaoying account list.`)
    say(given, `The account ${login} is closed and its sessions have ended.`, { login, closed: true })
  },
}
