from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0004_alert"),
    ]

    operations = [
        migrations.AddField(
            model_name="incident",
            name="leak_suspected",
            field=models.BooleanField(default=False, verbose_name="漏えいしたおそれがある"),
        ),
    ]
