// The ways to reach a bare repository: as a file, through ssh (a program that runs the command with sh, in the place of ssh),
// through HTTP (git http-backend, with TLS where openssl makes a certificate).
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { driftRoot, type Repository } from './repository.ts'

/** A bare repository `bare` in the folder `outside`, and how it is reached. */
export interface Remote {
  readonly url: string
  readonly bare: string
  /** Lines of sh that a script begins with: what this machine needs to reach it. */
  readonly setup: string
  dispose(): void
}

/** The last one is told by its name: without openssl there is no certificate, and no TLS. */
export const ways = ['file', 'ssh', spawnSync('openssl', ['version']).status === 0 ? 'https' : 'http'] as const

/** Makes a bare repository that is reached in that way. */
export async function remoteOf(way: (typeof ways)[number], made: Repository): Promise<Remote> {
  const bare = join(made.outside, 'bare')
  made.git('init', '-q', '--bare', bare)
  if (way === 'file') return { url: `file://${bare}`, bare, setup: '', dispose: () => {} }
  return way === 'ssh' ? overSsh(made, bare) : overHttp(way, made, bare)
}

function overSsh(made: Repository, bare: string): Remote {
  const program = join(made.outside, 'ssh')
  // The last word is the command, as the server's shell gets it.
  writeFileSync(program, '#!/bin/sh\nfor last; do :; done\nexec sh -c "$last"\n')
  chmodSync(program, 0o755)
  return { url: `ssh://git@drift.example${bare}`, bare, setup: `export GIT_SSH_COMMAND='${program}' GIT_SSH_VARIANT=ssh`, dispose: () => {} }
}

async function overHttp(way: 'http' | 'https', made: Repository, bare: string): Promise<Remote> {
  made.git('--git-dir', bare, 'config', 'http.receivepack', 'true')
  const [key, certificate] = [join(made.outside, 'key.pem'), join(made.outside, 'certificate.pem')]
  if (way === 'https') execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', certificate, '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'], { stdio: 'ignore' })
  const child = spawn(process.execPath, ['--import', 'tsx', join(driftRoot, 'test', 'support', 'git-server.ts'), made.outside, ...way === 'https' ? [key, certificate] : []], { cwd: driftRoot, stdio: ['pipe', 'pipe', 'inherit'] })
  const port = await new Promise<string>((done, failed) => {
    child.stdout.once('data', (chunk: Buffer) => done(chunk.toString().trim()))
    child.once('exit', () => failed(new Error('the git server ended before it began')))
  })
  return { url: `${way}://localhost:${port}/bare`, bare, setup: way === 'https' ? `export GIT_SSL_CAINFO='${certificate}'` : '', dispose: () => { child.removeAllListeners('exit'); child.kill('SIGKILL') } }
}
