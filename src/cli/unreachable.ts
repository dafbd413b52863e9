/** Codes of the system and of PostgreSQL with which a connection fails before anything is asked, and what to check. */
const CHECK: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Check that PostgreSQL runs there, and the host and port in the address.',
  ECONNRESET: 'Check that PostgreSQL runs there, and the host and port in the address.',
  ETIMEDOUT: 'Check the host in the address, and that nothing between keeps the way closed.',
  ENOTFOUND: 'Check the host in the address.',
  EAI_AGAIN: 'Check the host in the address.',
  '28P01': 'Check the password in the address.',
  '28000': 'Check the role in the address, and that the server lets it in from here.',
  '3D000': 'Check the name of the database in the address, and that it was made.',
  '57P03': 'It is starting or stopping: try again in a minute.',
  '53300': 'It has no connection left: end some, or allow more.',
}

/** A sentence for an error with which the database could not be reached; nothing for any other. */
export function unreachable(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  const check = CHECK[String(error.code)]
  return check && `The database cannot be reached (${error.message}). ${check}`
}
