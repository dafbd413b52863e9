import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

const START_TIME_AFTER_NAME = 19

/**
 * What tells one process from every other, also from a later one that was given the same number: the boot and the
 * instant of its start. Undefined when there is no such process or only its unreaped remains.
 */
export async function markOf(pid: number): Promise<string | undefined> {
  if (process.platform !== 'linux') return askPs(pid, 'lstart=')
  const stat = await read(`/proc/${pid}/stat`)
  const afterName = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
  if (!afterName || afterName[0] === 'Z' || afterName[0] === 'X') return undefined
  const boot = await read('/proc/sys/kernel/random/boot_id')
  return `${boot?.trim() ?? ''} ${afterName[START_TIME_AFTER_NAME] ?? ''}`
}

/** The command line of a living process, empty when there is none. */
export async function commandOf(pid: number): Promise<string> {
  if (process.platform !== 'linux') return (await askPs(pid, 'command=')) ?? ''
  return (await read(`/proc/${pid}/cmdline`))?.replaceAll('\0', ' ') ?? ''
}

/** The text of a file, or undefined where there is none; one that may not be read is not taken for none. */
export async function read(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(error => {
    if (error.code === 'EACCES') throw error
    return undefined
  })
}

async function askPs(pid: number, column: string): Promise<string | undefined> {
  const answer = await promisify(execFile)('ps', ['-o', column, '-p', String(pid)]).catch(() => undefined)
  return answer?.stdout.trim() || undefined
}
