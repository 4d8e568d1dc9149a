// Plays attacks: prepared repositories are made once, and every side of every attack gets a copy of its own.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { boundaries, type Attack } from './attack.ts'
import { unmet } from './play.ts'
import { driftRoot, environment, refuseInside, type Said } from './repository.ts'
import { parseScenario, type Step } from './scenario.ts'

/** The two sides of an attack file. */
export const sides = ['attack', 'twin'] as const
export type Side = (typeof sides)[number]

const helpers = join(driftRoot, 'test', 'attacks', 'job.sh')
const mostMs = 60_000
// A shell's children hold its output, and outlive it.
const groups = process.platform !== 'win32'

/** Prepared repositories, until `dispose()`. */
export class Siege {
  readonly #folder: string
  readonly #env: NodeJS.ProcessEnv
  readonly #prepared = new Map<string, string>()
  #copies = 0

  constructor() {
    this.#folder = realpathSync(mkdtempSync(join(tmpdir(), 'drift-attacks-')))
    refuseInside(this.#folder)
    // Without the samples of hooks that git puts into every repository: there are hundreds of these.
    const template = join(this.#folder, 'template')
    mkdirSync(join(template, 'info'), { recursive: true })
    this.#env = { ...environment(this.#folder), GIT_TEMPLATE_DIR: template }
  }

  /** Plays one side from its beginning; throws at the first expectation that does not hold, with what was printed. */
  async play(file: string, attack: Attack, start: string, side: Side): Promise<void> {
    const folder = join(this.#folder, `${++this.#copies}`)
    await copy(this.#start(start), folder)
    try {
      write(join(folder, 'work'), attack.files)
      const all = [...attack.before, ...attack[side]]
      for (const step of all) {
        const told = await this.#run(folder, step)
        const wrong = unmet(step, told.code, told.stdout) ?? (step === all.at(-1) ? unsaid(attack, side, folder, told.stdout) : undefined)
        if (wrong) throw failure(`${file}:${step.line} [${start}, ${side}] $ ${step.command}`, wrong, told.stdout)
      }
    } finally {
      await rm(folder, { recursive: true, force: true, maxRetries: 3 })
    }
  }

  dispose(): void {
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 3 })
  }

  /** A start is a scenario: its repository is `work`, and `bare` the remote beside it. */
  #start(name: string): string {
    const ready = this.#prepared.get(name)
    if (ready) return ready
    const folder = join(this.#folder, name)
    const file = `test/attacks/start/${name}.txt`
    const { files, steps } = parseScenario(file, readFileSync(join(driftRoot, file), 'utf8'))
    for (const below of ['work', 'outside']) mkdirSync(join(folder, below), { recursive: true })
    write(join(folder, 'work'), files)
    for (const step of steps) {
      const ran = spawnSync('sh', ['-c', script(step)], { cwd: join(folder, 'work'), env: this.#variables(folder), encoding: 'utf8', timeout: mostMs })
      const wrong = unmet(step, ran.status ?? -1, ran.stdout)
      if (wrong) throw failure(`${file}:${step.line} $ ${step.command}`, wrong, ran.stdout)
    }
    this.#prepared.set(name, folder)
    return folder
  }

  #variables(folder: string): NodeJS.ProcessEnv {
    return { ...this.#env, OUTSIDE: join(folder, 'outside'), BARE: join(folder, 'bare') }
  }

  #run(folder: string, step: Step): Promise<Pick<Said, 'code' | 'stdout'>> {
    return new Promise((resolve, reject) => {
      const child = spawn('sh', ['-c', script(step)], { cwd: join(folder, 'work'), env: this.#variables(folder), stdio: ['ignore', 'pipe', 'inherit'], detached: groups })
      const out: Buffer[] = []
      const timer = setTimeout(() => { endGroup(child.pid!); reject(new Error(`it did not end within ${mostMs / 1000} s: ${step.command}`)) }, mostMs)
      child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
      child.on('error', reject)
      child.on('close', (code) => { clearTimeout(timer); resolve({ code: code ?? -1, stdout: Buffer.concat(out).toString('utf8') }) })
    })
  }
}

// By another program, so that the other side plays on meanwhile.
function copy(from: string, to: string): Promise<void> {
  return new Promise((resolve, reject) => {
    spawn('cp', ['-a', from, to], { stdio: 'ignore' }).on('error', reject).on('close', (code) => (code === 0 ? resolve() : reject(new Error(`${from} could not be copied`))))
  })
}

function endGroup(pid: number): void {
  process.kill(groups ? -pid : pid, 'SIGKILL')
}

// One stream, so that lines stand in the order in which they were written.
function script({ command }: Step): string {
  return `exec 2>&1\n. '${helpers}'\n${command}`
}

function write(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
}

/** What the boundary should have said and did not: the finding of the attack; of the twin that commits were judged and passed. */
function unsaid({ boundary, finding }: Attack, side: Side, folder: string, output: string): string | undefined {
  if (boundaries[boundary].hook) return side === 'twin' || new RegExp(`^drift: ${finding}: `, 'm').test(output) ? undefined : `expected a finding of ${finding}`
  const report = said(folder)
  if (side === 'twin') return report && report.verdict === 'passed' && report.commits > 0 ? undefined : 'expected commits that were judged and passed'
  // A call that cannot judge tells programs so in a report of its own.
  if (finding === 'error') return report && report.outcomes.some(({ check }) => check !== 'drift') ? 'expected an error and no verdict' : undefined
  const codes = report?.outcomes.flatMap(({ check, severity, findings }) => (severity === 'error' ? findings.map(({ code }) => `${check}/${code}`) : [])) ?? []
  const blind = report?.outcomes.filter(({ status }) => status === 'blind' || status === 'crashed').map(({ check, status }) => `${check}/${status}`) ?? []
  return [...codes, ...blind].includes(finding) ? undefined : `expected ${finding}, found ${[...new Set([...codes, ...blind])].join(', ') || 'nothing'}`
}

interface Told {
  readonly verdict: string
  readonly commits: number
  readonly outcomes: readonly { readonly check: string; readonly status: string; readonly severity?: string; readonly findings: readonly { readonly code: string }[] }[]
}

/** What `judge` of job.sh kept of the last call; undefined where there was no report. */
function said(folder: string): Told | undefined {
  const file = join(folder, 'outside', 'said.json')
  const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
  return text === '' ? undefined : JSON.parse(text) as Told
}

function failure(where: string, wrong: string, output: string): Error {
  const printed = output ? `:\n${output.trimEnd().replace(/^/gm, '      | ')}` : ' nothing'
  // No stack: it would only tell where this file is, and uvu prints the message once more with it.
  return Object.assign(new Error(`${where}\n      ${wrong}; it printed${printed}`), { stack: '' })
}
