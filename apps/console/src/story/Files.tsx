import { FileOutlined } from '@ant-design/icons'
import { Image } from 'antd'
import type { FileShown } from '@shaoying/contract'
import { moment } from '../words/time.ts'
import { useWords } from '../words/words.ts'

/** Photos as thumbnails, other files by name. */
export function Files({ files }: { files: readonly FileShown[] }) {
  const { t } = useWords()
  if (files.length === 0) return <div className="quiet small">{t('case.noFiles')}</div>
  const pictures = files.filter(({ type }) => type.startsWith('image/'))
  const others = files.filter(({ type }) => !type.startsWith('image/'))
  return (
    <div className="stack">
      {pictures.length > 0 ? (
        <Image.PreviewGroup>
          <div className="thumbs">
            {pictures.map(({ id, name, url, at }) => (
              <Image
                key={id}
                src={url}
                alt={name}
                title={`${name} · ${moment(at)}`}
                style={{ aspectRatio: '1', objectFit: 'cover', borderRadius: 6 }}
                loading="lazy"
              />
            ))}
          </div>
        </Image.PreviewGroup>
      ) : null}
      {others.map(({ id, name, url, bytes }) => (
        <a key={id} href={url} target="_blank" rel="noreferrer">
          <FileOutlined aria-hidden /> {name}{' '}
          <span className="quiet small">{Math.ceil(bytes / 1024)} kB</span>
        </a>
      ))}
    </div>
  )
}
