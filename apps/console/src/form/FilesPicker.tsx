import { UploadOutlined } from '@ant-design/icons'
import { Upload } from 'antd'
import { useState } from 'react'
import { uploadFile } from '../api/client.ts'
import { useWords } from '../words/words.ts'
import type { Control } from './pickers.tsx'

type Kept = { id: string; name: string }

/** Files go under the case's key at once; the command then names them. Names are remembered for this form alone. */
export function FilesPicker({
  id,
  value,
  onChange,
  filesOf,
  most = 20,
}: Control<string[]> & { filesOf: string | null; most?: number }) {
  const { t } = useWords()
  const [kept, setKept] = useState<readonly Kept[]>(
    (value ?? []).map((ref) => ({ id: ref, name: ref.slice(0, 8) })),
  )
  const [failure, setFailure] = useState<string>()
  if (filesOf === null) return null
  const change = (next: readonly Kept[]) => {
    setKept(next)
    onChange?.(next.map((file) => file.id))
  }
  return (
    <>
      <Upload
        {...(id ? { id } : {})}
        multiple={most > 1}
        maxCount={most}
        fileList={kept.map((file) => ({ uid: file.id, name: file.name, status: 'done' }))}
        onRemove={({ uid }) => change(kept.filter((file) => file.id !== uid))}
        customRequest={({ file, onSuccess, onError }) => {
          if (!(file instanceof File)) return
          setFailure(undefined)
          uploadFile(filesOf, file).then(
            (shown) => {
              setKept((before) => {
                const next = [...before, { id: shown.id, name: shown.name }].slice(-most)
                onChange?.(next.map(({ id: ref }) => ref))
                return next
              })
              onSuccess?.(shown)
            },
            (error: Error) => {
              setFailure(t('form.uploadFailed', { name: file.name, why: error.message }))
              onError?.(error)
            },
          )
        }}
      >
        <button type="button" className="ant-btn ant-btn-default upload-button">
          <UploadOutlined aria-hidden /> {t('form.upload')}
        </button>
      </Upload>
      {failure ? (
        <div role="alert" className="due-late small">
          {failure}
        </div>
      ) : null}
    </>
  )
}
