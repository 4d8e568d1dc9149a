// Somebody at a real terminal, by script(1).
import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { driftRoot, type Repository } from './repository.ts'

/** Whether this machine can give a test a terminal. */
export const hasTerminal = spawnSync('script', ['-qec', 'true', '/dev/null']).status === 0

/** Runs drift at a terminal of 80 columns, where somebody answers each question in turn once it stands there. */
export function typed({ root }: Repository, command: string, ...answers: readonly string[]): Promise<{ readonly code: number | null; readonly screen: string }> {
  return new Promise((resolve) => {
    const drift = `${process.execPath} ${join(driftRoot, 'dist', 'drift.cjs')}`
    const child = spawn('script', ['-qec', `stty cols 80; ${command.replace('drift', drift)}`, '/dev/null'], { cwd: root, env: { ...process.env, TERM: 'dumb' } })
    const left = [...answers]
    let [screen, since] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      screen += text
      since += text
      if (!since.endsWith('] ') || left.length === 0) return
      since = ''
      child.stdin.write(left.shift()!)
    })
    child.on('close', (code) => resolve({ code, screen: screen.replaceAll('\r', '') }))
  })
}
