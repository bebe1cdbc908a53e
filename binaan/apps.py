from django.apps import AppConfig
from django.core import checks


class BinaanConfig(AppConfig):
    name = "binaan"
    verbose_name = "Binaan Maluku"

    def ready(self) -> None:
        from binaan.cetak.gugur import cancelled_reward, replaced_evaluation, replaced_ranking  # noqa: PLC0415  models are not loaded before ready()
        from binaan.instalasi import check_dua_faktor, check_instalasi  # noqa: PLC0415  as above
        from binaan.kunci import check_kunci, check_kunci_deploy  # noqa: PLC0415  as above
        from binaan.mutu.tugas import daftar_petik  # noqa: PLC0415  as above
        from binaan.peringkat.tugas import daftar_peringkat  # noqa: PLC0415  as above
        from opd.cetak.gugur import GUGUR  # noqa: PLC0415  as above
        from opd.enums import JenisCetakan  # noqa: PLC0415  as above
        from opd.rekap.tugas_dasar import DAFTAR_ATAS  # noqa: PLC0415  as above

        checks.register(check_instalasi, checks.Tags.database)
        checks.register(check_kunci, checks.Tags.database)
        checks.register(check_kunci_deploy, checks.Tags.security, deploy=True)
        checks.register(check_dua_faktor, checks.Tags.security, deploy=True)
        DAFTAR_ATAS.extend((daftar_peringkat, daftar_petik))
        GUGUR[JenisCetakan.PERINGKAT] = replaced_ranking
        GUGUR[JenisCetakan.EVALUASI] = replaced_evaluation
        GUGUR[JenisCetakan.PIAGAM] = cancelled_reward
